"""Making records for tests: one small function a kind, each with defaults that pass every check.

Add yours below in the order of the house (core, talent, events, competitions). Name a function `make_<record>`;
take what matters to tests as keyword arguments and pass the rest on to the model.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pypdf import PdfWriter

from competitions.contests.models import Contest, ContestState, Entry, Juror, JuryRole, Problem
from competitions.results.models import CutoffChoice, CutoffProposal, Publication, PublishedResult
from core.accounts.models import User
from core.files.models import Upload, UploadKind
from core.files.uploads import keep_upload
from events.certificates.issue import issue
from events.certificates.models import Certificate, CertificateKind
from events.pictures.keep import add_picture
from events.pictures.models import Picture
from events.programmes.models import Edition, EditionState, Programme, ProgrammeKind
from events.registration.models import Registration, RegistrationState
from talent.calls.models import Call, CallState, Criterion, Extension, InvitedInstitution, Question
from talent.corrections.acts import ask_answers
from talent.corrections.models import CorrectionRequest
from talent.institutions.models import Institution, InstitutionState, Membership, MembershipRole
from talent.nominations.bulk.models import NominationImport
from talent.nominations.bulk.staging import read_import
from talent.nominations.models import Answer, Nomination, NominationState
from talent.offers.models import Offer
from talent.people.consent import Signed, answer, ask_consent
from talent.people.models import (
    ConsentDecision,
    ConsentKind,
    ConsentRequest,
    Guardian,
    Person,
    PersonRole,
    StudentImport,
)
from talent.people.school_change.models import SchoolChange, StartedBy
from talent.people.student_import.staging import read_file
from talent.recommendations.models import Recommendation, RecommendationState
from talent.reviews.models import Panellist, Review, ReviewState, Score
from talent.selection.models import Proposal, ProposalState, Standing

PASSWORD = "correct horse battery staple"
_number = count(1)


def next_number() -> int:
    """A number that no other record of this run has: for emails, codes and names that must differ."""
    return next(_number)


# --- core --------------------------------------------------------------------------------


def make_user(name: str = "", email: str = "", password: str = PASSWORD, **fields) -> User:
    """A user who has confirmed their email and can sign in with PASSWORD."""
    from allauth.account.models import EmailAddress

    number = next_number()
    user = User.objects.create_user(
        email=email or f"person{number}@example.org", password=password, name=name or f"Person {number}", **fields
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_pdf(pages: int = 1) -> bytes:
    """A PDF document of blank pages."""
    writer, out = PdfWriter(), BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def make_upload(by: User | None = None, name: str = "report.pdf") -> Upload:
    """A PDF that passed the checks."""
    return keep_upload(SimpleUploadedFile(name, make_pdf()), [UploadKind.DOCUMENT], by)


# --- talent ------------------------------------------------------------------------------


def make_institution(name: str = "", kind: str = Institution.Kind.SCHOOL, country: str = "LA", **fields) -> Institution:
    """A verified school of Laos, or what the arguments say."""
    name = name or f"Lycée {next_number()}"
    defaults = {
        "latin_name": name, "city": "Vientiane", "zone": "Asia/Vientiane", "state": InstitutionState.VERIFIED,
    }
    return Institution.objects.create(name=name, kind=kind, country=country, **{**defaults, **fields})


def make_member(institution: Institution | None = None, role: str = MembershipRole.TEACHER, **fields) -> User:
    """A user who acts in `role` for the institution (a new school if none is given)."""
    user = make_user(**fields)
    Membership.objects.create(user=user, institution=institution or make_institution(), role=role)
    return user


def make_coordinator(institution: Institution | None = None, **fields) -> User:
    """The coordinator of the institution (of a new school if none is given)."""
    return make_member(institution, MembershipRole.COORDINATOR, **fields)


def make_organiser(institution: Institution | None = None, **fields) -> User:
    """An organiser at the institution (a new university if none is given)."""
    institution = institution or make_institution(kind=Institution.Kind.UNIVERSITY)
    return make_member(institution, MembershipRole.ORGANISER, **fields)


def make_officer(country: str = "LA", **fields) -> User:
    """An officer of a verified ministry of the country."""
    ministry = make_institution(f"Ministry of Education {next_number()}", Institution.Kind.MINISTRY, country)
    return make_member(ministry, MembershipRole.OFFICER, **fields)


def make_person(
    institution: Institution | None = None, role: str = PersonRole.STUDENT, name: str = "", **fields
) -> Person:
    """A student of fifteen or so at the institution (a new school if none is given), without guardians."""
    institution = institution or make_institution()
    name = name or f"Student {next_number()}"
    defaults = {
        "latin_name": name, "birth_date": date(timezone.now().year - 15, 5, 4), "country": institution.country,
        "grade": 9, "number": f"S{next_number()}",
    }
    return Person.objects.create(institution=institution, role=role, name=name, **{**defaults, **fields})


def make_guardian(person: Person | None = None, email: str | None = None, **fields) -> Guardian:
    """A guardian of the person (of a new student if none is given) with an email; `email=""` for one without."""
    number = next_number()
    defaults = {"name": f"Guardian {number}", "relationship": "mother"}
    return Guardian.objects.create(
        person=person or make_person(), email=f"guardian{number}@example.org" if email is None else email,
        **{**defaults, **fields},
    )


def make_student_import(
    institution: Institution, content: str = "Name,Date of birth\nAnn Able,2010-05-06\n"
) -> StudentImport:
    """A file of students (one new one, if no content is given) of the institution, read into its preview."""
    by = make_coordinator(institution)
    upload = keep_upload(SimpleUploadedFile("students.csv", content.encode()), [UploadKind.SPREADSHEET], by)
    return read_file(StudentImport.objects.create(institution=institution, by=by, upload=upload), by)


def make_school_change(student: Person | None = None, to: Institution | None = None, **fields) -> SchoolChange:
    """A student of one school goes to another (new ones if none are given): the family is asked, by no mail."""
    student = student or make_person()
    defaults = {
        "from_institution": student.institution, "to_institution": to or make_institution(),
        "started_by": StartedBy.OLD, "answer_by": timezone.now() + timedelta(days=30),
    }
    return SchoolChange.objects.create(person=student, **{**defaults, **fields})


def make_consent_request(person: Person | None = None, **asked) -> ConsentRequest:
    """Consent asked of a person's guardians (of one with an email, if no person is given).

    Taking part is required, photographs are optional; `asked` changes what `ask_consent` takes.
    """
    person = person or make_guardian().person
    defaults = {
        "purpose": "Science Camp 2026", "explained": "Five days at the university.", "by": "test",
        "required": [ConsentKind.TAKING_PART], "optional": [ConsentKind.PHOTOGRAPHS], "zone": "Asia/Vientiane",
    }
    if "organiser" not in asked:
        defaults["organiser"] = make_institution("National University", Institution.Kind.UNIVERSITY)
    return ask_consent(person, **{**defaults, **asked})


def answer_consent(
    request: ConsentRequest, decision: str = ConsentDecision.GIVEN, guardian: Guardian | None = None, kinds=None
) -> ConsentRequest:
    """One guardian (the first, if none is given) answers every item, or those of `kinds`, by link."""
    guardian = guardian or request.person.guardians.current().order_by("pk").first()
    items = [item for item in request.items.all() if kinds is None or item.kind in kinds]
    return answer(request, {item.pk: decision for item in items}, Signed(guardian, guardian.name))


def make_call(institution: Institution | None = None, **fields) -> Call:
    """A published call of a new university, open since yesterday for twenty days, asking for taking part.

    It has no questions and no criteria yet.
    """
    now = timezone.now().replace(microsecond=0)
    defaults = {
        "title": f"Camp {next_number()}", "summary": "A week of science by the river.",
        "opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=20), "zone": "Asia/Jakarta",
        "state": CallState.PUBLISHED, "consents_required": [ConsentKind.TAKING_PART],
    }
    institution = institution or make_institution(kind=Institution.Kind.UNIVERSITY, country="ID")
    return Call.objects.create(institution=institution, **{**defaults, **fields})


def make_question(call: Call, kind: str = Question.Kind.LONG, **fields) -> Question:
    """A required question of the call, after those it has."""
    defaults = {"label": f"Question {next_number()}", "order": call.questions.count() + 1}
    if kind in (Question.Kind.CHOICE, Question.Kind.CHOICES):
        defaults["choices"] = ["red", "green"]
    return Question.objects.create(call=call, kind=kind, **{**defaults, **fields})


def make_criterion(call: Call, **fields) -> Criterion:
    """A criterion of the call's rubric, scored from 0 to 5, of weight one."""
    defaults = {"label": f"Criterion {next_number()}", "order": call.criteria.count() + 1}
    return Criterion.objects.create(call=call, **{**defaults, **fields})


def make_extension(call: Call, institution: Institution, **fields) -> Extension:
    """Two more days for the institution, put there directly: nobody is told."""
    defaults = {"closes_at": call.closes_at + timedelta(days=2), "reason": "The power failed."}
    return Extension.objects.create(call=call, institution=institution, **{**defaults, **fields})


def make_invited(call: Call, institution: Institution) -> InvitedInstitution:
    """The institution invited to the call, put there directly: nobody is told."""
    return InvitedInstitution.objects.create(call=call, institution=institution)


def make_nomination(
    call: Call | None = None, nominee: Person | None = None, state: str = NominationState.DRAFT, **fields
) -> Nomination:
    """A nomination in the state, put there directly: no consent is asked, nothing is checked."""
    nominee = nominee or make_person()
    if state != NominationState.DRAFT:
        fields.setdefault("submitted_at", timezone.now())
    return Nomination.objects.create(
        call=call or make_call(), nominee=nominee, institution=nominee.institution, state=state, **fields
    )


def make_nomination_import(call: Call, institution: Institution) -> NominationImport:
    """A table that names one student who is not of the school, read into its preview."""
    by = make_coordinator(institution)
    upload = keep_upload(SimpleUploadedFile("class.csv", b"Student\nNobody Known\n"), [UploadKind.SPREADSHEET], by)
    brought = NominationImport.objects.create(call=call, institution=institution, by=by, upload=upload)
    return read_import(brought, by)


def make_recommendation(
    nomination: Nomination | None = None, state: str = RecommendationState.ASKED, **fields
) -> Recommendation:
    """A recommender of the nomination (to a call that asks for one), put there directly: no mail is sent."""
    number = next_number()
    defaults = {
        "name": f"Teacher {number}", "email": f"teacher{number}@example.org", "text": "",
        "asked_at": timezone.now() - timedelta(days=2),
    }
    if state == RecommendationState.GIVEN:
        defaults |= {"text": "A rare mind.", "given_at": timezone.now()}
        fields.setdefault("handed_in", fields.get("text", "A rare mind."))
    nomination = nomination or make_nomination(make_call(recommendations_asked=1))
    return Recommendation.objects.create(nomination=nomination, state=state, **{**defaults, **fields})


def make_correction(
    nomination: Nomination | None = None, question: Question | None = None, **fields
) -> CorrectionRequest:
    """A correction asked of the school about one answer (of a new question, if none is given), due in five days."""
    nomination = nomination or make_nomination(state=NominationState.READY)
    question = question or make_question(nomination.call)
    return ask_answers(
        nomination, [question], fields.pop("words", "Please write it anew."),
        fields.pop("due_at", timezone.now() + timedelta(days=5)), make_organiser(nomination.call.institution),
    )


def make_panellist(call: Call | None = None, user: User | None = None, **fields) -> Panellist:
    """A seat on the call's panel (of a new user who belongs to no school)."""
    return Panellist.objects.create(call=call or make_call(), user=user or make_user(), **fields)


def make_review(
    nomination: Nomination, panellist: Panellist, points: Sequence[int] | None = None, **fields
) -> Review:
    """A review put there directly: submitted with `points` for the call's criteria in order, or not begun."""
    state = ReviewState.ASSIGNED if points is None else ReviewState.SUBMITTED
    defaults = {"state": state, "submitted_at": None if points is None else timezone.now()}
    review = Review.objects.create(nomination=nomination, panellist=panellist, **{**defaults, **fields})
    for criterion, given in zip(nomination.call.criteria.all(), points or [], strict=False):
        Score.objects.create(review=review, criterion=criterion, points=given)
    return review


def make_decided_call(selected: int = 2, waiting: int = 2, *, offered: bool = True, **fields) -> Call:
    """A decided call with as many places as `selected`, and offers to them that end in five days.

    Nominations are ranked in the order they were made, each of a new school with a coordinator; their
    scores are 90, 89, … Nothing was reviewed and no consent is asked.
    """
    call = make_call(**{"state": CallState.DECIDED, "places": selected, "consents_required": [], **fields})
    proposal = Proposal.objects.create(call=call, places=call.places, seed="seed", state=ProposalState.DECIDED)
    for rank in range(1, selected + waiting + 1):
        inside = rank <= selected
        nomination = make_nomination(
            call, state=NominationState.SELECTED if inside else NominationState.WAITING_LIST
        )
        make_coordinator(nomination.institution)
        Standing.objects.create(
            proposal=proposal, nomination=nomination, score=91 - rank, reviews=1, rank=rank, proposed=inside,
            selected=inside, reason="As ranked.",
        )
        if inside and offered:
            make_offer(nomination)
    return call


def make_offer(nomination: Nomination, **fields) -> Offer:
    """An offer that ends in five days."""
    defaults = {"deadline": timezone.now() + timedelta(days=5)}
    return Offer.objects.create(nomination=nomination, call=nomination.call, **{**defaults, **fields})


# --- events ------------------------------------------------------------------------------


def make_evidence(nomination: Nomination, question: Question | None = None) -> Answer:
    """An uploaded file as the answer to a file question of the call (a new one if none is given)."""
    question = question or make_question(nomination.call, Question.Kind.FILE)
    return Answer.objects.create(nomination=nomination, question=question, upload=make_upload())


def make_programme(institution: Institution | None = None, **fields) -> Programme:
    """A camp of a new university in Indonesia."""
    institution = institution or make_institution(kind=Institution.Kind.UNIVERSITY, country="ID")
    defaults = {"name": f"Science camp {next_number()}", "kind": ProgrammeKind.CAMP}
    return Programme.objects.create(institution=institution, **{**defaults, **fields})


def make_edition(programme: Programme | None = None, state: str = EditionState.PUBLISHED, **fields) -> Edition:
    """A published edition in Jakarta that begins in thirty days and asks for no consent."""
    programme = programme or make_programme()
    starts_at = (timezone.now() + timedelta(days=30)).replace(hour=2, minute=0, second=0, microsecond=0)
    number = next_number()
    defaults = {
        "title": f"Camp edition {number}", "slug": f"camp-{number}", "summary": "A week of science by the sea.",
        "host": programme.institution, "venue": "Campus", "city": "Jakarta", "zone": "Asia/Jakarta",
        "starts_at": starts_at, "ends_at": starts_at + timedelta(days=6),
    }
    return Edition.objects.create(programme=programme, state=state, **{**defaults, **fields})


def make_photograph(width: int = 700, height: int = 500, **saved) -> bytes:
    """A JPEG of two colours that differ from one such picture to the next."""
    number, out = next_number(), BytesIO()
    picture = Image.new("RGB", (width, height), (number * 37 % 256, number // 7 % 256, 90))
    picture.paste((200, number * 11 % 256, 10), (0, 0, width // 2, height // 2))
    picture.save(out, "JPEG", **saved)
    return out.getvalue()


def make_picture(edition: Edition | None = None, alt: str = "Students at a microscope", **size) -> Picture:
    """A picture on the edition's page, in its widths."""
    upload = keep_upload(SimpleUploadedFile("lab.jpg", make_photograph(**size)), [UploadKind.PICTURE], None)
    return add_picture(edition or make_edition(), upload, alt, "test")


def make_registration(
    edition: Edition | None = None, person: Person | None = None, state: str = RegistrationState.CONFIRMED, **fields
) -> Registration:
    """A registration put there directly: no place is taken, no consent asked."""
    person = person or make_person()
    return Registration.objects.create(
        edition=edition or make_edition(), person=person, state=state,
        **{"institution": person.institution, "country": person.country, **fields},
    )


def make_certificate(registration: Registration | None = None, **words) -> Certificate:
    """A certificate of participation, of a new student if no registration is given; a code stands for the name."""
    defaults = {
        "kind": CertificateKind.PARTICIPATION, "subject": "edition:test", "title": "Certificate of participation",
        "shown_as": "LAO-7K4MP", "by": "test",
    }
    return issue(registration or make_registration(), **{**defaults, **words})
# --- competitions ------------------------------------------------------------------------


def make_contest(edition: Edition | None = None, state: str = ContestState.PREPARING, problems: int = 0, **fields):
    """A contest of the edition (of a new one if none is given) with so many problems of 7."""
    contest = Contest.objects.create(
        edition=edition or make_edition(), state=state, **{"title": f"Olympiad {next_number()}", **fields}
    )
    for number in range(1, problems + 1):
        make_problem(contest, number)
    return contest


def make_problem(contest: Contest, number: int, **fields) -> Problem:
    return Problem.objects.create(contest=contest, number=number, **fields)


def make_juror(contest: Contest, role: str = JuryRole.JUROR, **fields) -> User:
    """A user with a seat in the contest's jury."""
    user = make_user(**fields)
    Juror.objects.create(contest=contest, user=user, role=role)
    return user


def make_entry(contest: Contest, code: str = "", **fields) -> Entry:
    """A contestant as from a file, of the delegation that the code begins with."""
    code = code or f"LAO{next_number()}"
    return Entry.objects.create(contest=contest, code=code, **{"delegation": code.rstrip("0123456789"), **fields})


def make_publication(contest: Contest | None = None, **fields) -> Publication:
    """A published list of one contestant with gold, put there directly."""
    contest = contest or make_contest(state=ContestState.PUBLISHED, problems=1)
    proposal = CutoffProposal.objects.create(contest=contest, totals_digest="", neighbours=[])
    choice = CutoffChoice.objects.create(contest=contest, proposal=proposal, gold=7, silver=6, bronze=5, counts={})
    problems = [{"number": 1, "title": "", "maximum": "7"}]
    publication = Publication.objects.create(
        contest=contest, choice=choice, problems=problems, **{"digest": "0" * 64, **fields}
    )
    PublishedResult.objects.create(
        publication=publication, entry=make_entry(contest, "LAO1"), code="LAO1", delegation="LAO", rank=1,
        marks=["7"], total=7, award="gold",
    )
    return publication
