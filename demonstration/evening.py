"""An evening of Meeting the Experts: open places for schools' students, experts as speakers, and an open call."""

import random
from datetime import datetime, timedelta

from demonstration.calls import days, guardians_answer, make_call, nominate, some_of
from demonstration.camp import requests_of
from demonstration.editions import bring, consent_to, make_edition
from demonstration.people import Cast
from events.programmes.models import Edition, ProgrammeKind
from events.registration.models import RegistrationRole
from events.registration.places import register_at_open_place
from events.registration.tasks import ask_for_consent
from talent.calls.models import Question, QuestionKind
from talent.people.models import Person, PersonRole
from talent.recommendations.answering import confirm, give, keep
from talent.recommendations.models import Recommendation

EXPERTS = (("吴美玲", "Goh Mei Ling"), ("Kavya Raman", "Kavya Raman"), ("Hafiz Salleh", "Hafiz Salleh"))


def hold_evening(cast: Cast, now: datetime, taken: set[int], dice: random.Random) -> Edition:
    organiser = cast.users["organiser"]
    begins = (now + days(24)).replace(hour=10, minute=0, second=0, microsecond=0)
    call = make_call(
        cast, cast.host, organiser, "Mock interviews with engineers",
        "Ten students practise an interview for a laboratory or a firm, with engineers who do it for a living, "
        "and get written feedback.",
        opens=now - days(6), closes=(now + days(12)).replace(hour=14, minute=0, second=0, microsecond=0),
        grades=[10, 11, 12], minimum_age=15, maximum_age=19, places=10, nominations_per_institution=3,
        quotas=[{"attribute": "country", "maximum": 2}], recommendations_asked=1, self_nomination=True,
        ministry_stage=True, ministries_close_at=(now + days(18)).replace(hour=14, minute=0, second=0, microsecond=0),
        forwarded_per_ministry=3, grace_minutes=15,
    )
    field = call.questions.get(kind=QuestionKind.CHOICE)
    Question.objects.create(
        call=call, order=call.questions.count(), kind=QuestionKind.SHORT, label="Which programming languages?",
        required=False, shown_if=field, shown_values=["Computing"],
    )
    edition = make_edition(
        ProgrammeKind.EXPERTS, "Meeting the Experts", "Meeting the Experts: an evening with engineers",
        "experts-evening", "Engineers from six countries tell how they came to their work, and answer questions.",
        host=cast.company, by=cast.users["secretariat"], starts=begins, ends=begins + timedelta(hours=3),
        venue="Merlion Robotics", city="Singapore", online=True, calls=[call], co_hosts=[cast.host],
        open_registration=True, open_places={RegistrationRole.STUDENT: 60}, registration_closes_at=begins - days(3),
    )
    for code in ("LA", "SG", "VN", "PH"):
        for student in some_of(cast, code, 6, dice, taken=taken):
            by = cast.coordinator(student.institution)
            ask_for_consent.call(register_at_open_place(edition, student, by).pk)
    consent_to(edition, dice, some_wait=True)
    speakers = [
        Person(
            role=PersonRole.EXPERT, institution=cast.company, name=own, latin_name=latin, country="SG", number=f"E{n}"
        )
        for n, (own, latin) in enumerate(EXPERTS, start=1)
    ]
    speakers[0].user = cast.users["expert"]
    for speaker in speakers:
        speaker.save()
    bring(edition, speakers, organiser)
    first, *others = cast.schools["LA"][:4]
    for school, drafts in ((first, True), *((school, False) for school in others)):
        students = [s for s in cast.students["LA"] if s.institution_id == school.pk and s.grade >= 10]
        nominate(cast, call, students[:2], now, dice, drafts=drafts)
    given = Recommendation.objects.filter(nomination__call=call).order_by("pk").first()
    if given:
        give(keep(confirm(given), "Explains to others what they did not see, and is right.", 0))
    guardians_answer(requests_of(call), dice, some_wait=True)
    return edition
