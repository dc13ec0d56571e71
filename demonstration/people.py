"""The demonstration's institutions, accounts, students and guardians."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from core.accounts.demonstration import PASSWORD, offer_account
from core.accounts.models import User
from demonstration.names import MINISTRY, NAMING, PLACES, SCHOOL
from talent.institutions.models import Institution, InstitutionState, MemberCountry, Membership, MembershipRole
from talent.people.models import Guardian, Person, PersonRole, sort_key

STUDENTS_A_SCHOOL = 15


@dataclass
class Cast:
    """Everybody in the demonstration, as the season needs to find them again."""

    today: date
    countries: list[MemberCountry]
    ministries: dict[str, Institution] = field(default_factory=dict)
    schools: dict[str, list[Institution]] = field(default_factory=dict)
    students: dict[str, list[Person]] = field(default_factory=dict)
    teachers: dict[str, list[Person]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    host: Institution | None = None
    olympiad_host: Institution | None = None
    company: Institution | None = None

    def coordinator(self, school: Institution) -> User:
        return self.users[f"coordinator:{school.pk}"]


def make_cast(today: date, dice: random.Random) -> Cast:
    cast = Cast(today=today, countries=list(MemberCountry.objects.filter(active=True)))
    make_institutions(cast)
    make_accounts(cast, dice)
    make_students(cast, dice)
    make_guardians(cast, dice)
    offer_accounts(cast)
    return cast


def institution(country: MemberCountry, kind: str, name: str, latin: str, city: str, **fields) -> Institution:
    return Institution(
        name=name, latin_name=latin, kind=kind, country=country.code, city=city, zone=country.zone,
        language=country.language, state=InstitutionState.VERIFIED, **fields,
    )


def make_institutions(cast: Cast) -> None:
    kinds = Institution.Kind
    for country in cast.countries:
        code = str(country.code)
        own, latin = MINISTRY[code]
        ministry = institution(country, kinds.MINISTRY, own, latin, PLACES[code][0][1])
        ministry.save()
        cast.ministries[code] = ministry
        schools = []
        for number, (place, latin_place, rural) in enumerate(PLACES[code], start=1):
            own, latin = SCHOOL[code]
            school = institution(
                country, kinds.SCHOOL, own.format(place=place), latin.format(place=latin_place), latin_place,
                rural=rural, registry_number=f"{code}-{number:04}",
            )
            school.save()
            schools.append(school)
        cast.schools[code] = schools
    by_code = {str(country.code): country for country in cast.countries}
    cast.host = institution(
        by_code["RU"], kinds.UNIVERSITY, "Дальневосточный центр одарённых детей",
        "Far Eastern Centre for Gifted Students", "Vladivostok",
    )
    cast.olympiad_host = institution(
        by_code["LA"], kinds.UNIVERSITY, "ມະຫາວິທະຍາໄລວິທະຍາສາດ", "University of Science", "Vientiane"
    )
    cast.company = institution(
        by_code["SG"], kinds.COMPANY, "Merlion Robotics", "Merlion Robotics", "Singapore"
    )
    for each in (cast.host, cast.olympiad_host, cast.company):
        each.save()


def make_user(cast: Cast, part: str, email: str, name: str, country: MemberCountry, **fields) -> User:
    user = User(
        email=email, name=name, zone=country.zone, language="en-gb", password=hashed(), **fields
    )
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    cast.users[part] = user
    return user


def hashed(kept: list[str] = []) -> str:  # noqa: B006 - one slow hash serves every invented account
    if not kept:
        kept.append(make_password(PASSWORD))
    return kept[0]


def make_accounts(cast: Cast, dice: random.Random) -> None:
    """One coordinator and two teachers a school; a ministry officer a country; the season's other parts."""
    roles = MembershipRole
    members: list[Membership] = []
    teachers: list[Person] = []
    by_code = {str(country.code): country for country in cast.countries}
    make_user(cast, "secretariat", "secretariat@demo.example", "Sisavath Keomany", by_code["LA"], is_secretariat=True)
    for code, schools in cast.schools.items():
        country, naming = by_code[code], NAMING[code]
        own, _ = naming.full("f", 1, 1)
        officer = make_user(cast, f"officer:{code}", f"ministry.{code.lower()}@demo.example", own, country)
        members.append(Membership(user=officer, institution=cast.ministries[code], role=roles.OFFICER))
        for number, school in enumerate(schools, start=1):
            own, _ = naming.full("f" if number % 2 else "m", number + 2, number + 3)
            address = f"school{number}.{code.lower()}@demo.example"
            coordinator = make_user(cast, f"coordinator:{school.pk}", address, own, country)
            members.append(Membership(user=coordinator, institution=school, role=roles.COORDINATOR))
            for gender, shift in (("f", 5), ("m", 6)):
                own, latin = naming.full(gender, number + shift, number + shift + 1)
                teachers.append(
                    Person(
                        role=PersonRole.TEACHER, institution=school, name=own, latin_name=latin, country=code,
                        gender=gender, sort_key=sort_key(latin), number=f"T{number}{shift}",
                        birth_date=cast.today - timedelta(days=dice.randrange(28, 55) * 365),
                    )
                )
    teacher_school = cast.schools["LA"][0]
    teacher = make_user(cast, "teacher", "teacher@demo.example", "ສົມສັກ ວົງສາ", by_code["LA"])
    members.append(Membership(user=teacher, institution=teacher_school, role=roles.TEACHER))
    for part, name, place, code in (
        ("organiser", "Марина Щербакова", cast.host, "RU"),
        ("olympiad_organiser", "ດາວອນ ອິນທະວົງ", cast.olympiad_host, "LA"),
    ):
        user = make_user(cast, part, f"{part.replace('_', '.')}@demo.example", name, by_code[code])
        members.append(Membership(user=user, institution=place, role=roles.ORGANISER))
    expert = make_user(cast, "expert", "expert@demo.example", "吴美玲", by_code["SG"])
    members.append(Membership(user=expert, institution=cast.company, role=roles.EXPERT))
    for part, name, code in (
        ("panel_chair", "Phạm Hoàng Nam", "VN"), ("reviewer", "Maria Guterres", "TL"),
        ("reviewer2", "Rizky Halim", "ID"), ("jury_chair", "Егор Соколов", "RU"),
        ("juror", "Andres Villanueva", "PH"), ("juror2", "Kanya Rattanakul", "TH"),
    ):
        make_user(cast, part, f"{part.replace('_', '.')}@demo.example", name, by_code[code])
    Membership.objects.bulk_create(members)
    stored = Person.objects.bulk_create(teachers)
    for person in stored:
        cast.teachers.setdefault(str(person.country), []).append(person)


def make_students(cast: Cast, dice: random.Random) -> None:
    students = []
    for code, schools in cast.schools.items():
        naming = NAMING[code]
        for index, school in enumerate(schools):
            for number in range(STUDENTS_A_SCHOOL):
                gender = "f" if (number + index) % 2 else "m"
                own, latin = naming.full(gender, number + index, number * 2 + number // 5 + index)
                grade = 8 + number % 5
                students.append(
                    Person(
                        institution=school, name=own, latin_name=latin, sort_key=sort_key(latin), gender=gender,
                        country=code, grade=grade, number=f"{2026 - grade}-{number + 1:03}",
                        birth_date=date(cast.today.year - grade - 6, 1, 1) + timedelta(days=dice.randrange(365)),
                    )
                )
    for person in Person.objects.bulk_create(students):
        cast.students.setdefault(str(person.country), []).append(person)


def make_guardians(cast: Cast, dice: random.Random) -> None:
    """A guardian for every student, a second for one in four; one in twelve has no email and signs on paper."""
    languages = {str(country.code): country.language for country in cast.countries}
    guardians = []
    for code, students in cast.students.items():
        for student in students:
            for which in range(2 if dice.random() < 0.25 else 1):
                gender = "f" if which == 0 else "m"
                own, _ = NAMING[code].full(gender, dice.randrange(50), dice.randrange(50))
                address = "" if dice.random() < 1 / 12 else f"guardian{student.pk}.{which + 1}@demo.example"
                guardians.append(
                    Guardian(
                        person=student, name=own, relationship="mother" if gender == "f" else "father", email=address,
                        phone=f"+000 20 {student.pk:04}{which}", language=languages[code],
                    )
                )
    Guardian.objects.bulk_create(guardians)


def offer_accounts(cast: Cast) -> None:
    """One account of every role for the sign-in page, in the order in which the work passes through them."""
    lao_school, vietnamese_school = cast.schools["LA"][0], cast.schools["VN"][0]
    for part, role in (
        (f"coordinator:{lao_school.pk}", "School coordinator, Vientiane"),
        (f"coordinator:{vietnamese_school.pk}", "School coordinator, Hanoi"),
        ("teacher", "Teacher, Vientiane"),
        ("organiser", "Organiser of the camp"),
        ("reviewer", "Reviewer on a panel"),
        ("panel_chair", "Chair of a panel"),
        ("olympiad_organiser", "Organiser of the Olympiad"),
        ("juror", "Juror"),
        ("juror2", "Another juror, to type at the same time"),
        ("jury_chair", "Jury chair"),
        ("expert", "Expert of a company"),
        ("officer:LA", "Ministry officer, Laos"),
        ("secretariat", "Secretariat"),
    ):
        offer_account(cast.users[part], role)
