"""The science camp: three students and two teachers a country, chosen by a panel; and a call still in review."""

import random
from datetime import datetime
from decimal import Decimal

from core.accounts.models import User
from demonstration.calls import days, end_call, guardians_answer, make_call, nominate, some_of
from demonstration.editions import bring, consent_to, make_edition
from demonstration.money import charge
from demonstration.people import Cast
from events.programmes.models import Edition, ProgrammeKind
from events.registration.models import RegistrationRole
from events.timetable.groups import number_of_groups
from events.timetable.storing import propose, store_groups
from talent.calls.models import Call, HiddenFromPanel
from talent.corrections.acts import ask_answers
from talent.offers.offers import accept, decline, send_offers
from talent.people.models import ConsentRequest
from talent.reviews.models import Review
from talent.reviews.panel import add_by_email, make_chair
from talent.reviews.reviewing import save_points, start
from talent.reviews.reviewing import submit as submit_review
from talent.reviews.seats import change_seat
from talent.selection.decide import decide
from talent.selection.meeting import add_note, record_meeting
from talent.selection.weigh import close_reviews

STUDENTS_A_COUNTRY = 3
NOMINATED_A_COUNTRY = 5
# Where the panel is from, and what it knows: the chair first, as it is seated.
KNOWN = (
    ("VN", ["Physics", "Mathematics", "Computing"]), ("TL", ["Biology", "Chemistry"]),
    ("ID", ["Engineering", "Physics"]),
)


def camp_call(cast: Cast, now: datetime, taken: set[int], dice: random.Random) -> Call:
    """The call for the camp's students, nominated and consented to; closed a month ago."""
    organiser = cast.users["organiser"]
    call = make_call(
        cast, cast.host, organiser, "Science camp on the Pacific: students",
        "Three students from each country spend ten days in the laboratories of Vladivostok. "
        "Schools nominate whoever asks the best questions, not only whoever has the best marks.",
        opens=now - days(75), closes=now + days(30), grades=[8, 9, 10, 11], minimum_age=13, maximum_age=18,
        places=36, nominations_per_institution=3,
        quotas=[
            {"attribute": "country", "minimum": 3, "maximum": 3}, {"attribute": "institution", "maximum": 2},
            {"attribute": "gender", "value": "f", "minimum_share": 45, "maximum_share": 55},
        ],
    )
    for country in cast.countries:
        code = str(country.code)
        students = [s for s in some_of(cast, code, NOMINATED_A_COUNTRY + 3, dice, taken=set()) if s.grade <= 11]
        students = students[:NOMINATED_A_COUNTRY]
        taken.update(student.pk for student in students)
        nominate(cast, call, students, now - days(45), dice)
    guardians_answer(requests_of(call), dice)
    return end_call(call, now - days(40), now - days(12))


def laboratory_call(cast: Cast, now: datetime, taken: set[int], dice: random.Random) -> Call:
    """A second call of the camp that a panel is scoring now."""
    call = make_call(
        cast, cast.host, cast.users["organiser"], "Science camp on the Pacific: young researchers",
        "Twelve students who already have a piece of research of their own stay five days longer and finish it "
        "with a scientist.",
        opens=now - days(50), closes=now + days(30), grades=[10, 11, 12], minimum_age=15, maximum_age=19,
        places=12, nominations_per_institution=2,
        quotas=[
            {"attribute": "country", "maximum": 2}, {"attribute": "subject", "maximum": 3},
            {"attribute": "gender", "value": "f", "minimum_share": 40, "maximum_share": 60},
        ],
        reviewers_per_nomination=2, disagreement_limit=15, own_country_is_conflict=True,
        hidden_from_panel=[HiddenFromPanel.NAME, HiddenFromPanel.SCHOOL],
    )
    for country in cast.countries:
        students = [s for s in some_of(cast, str(country.code), 20, dice, taken=set()) if s.grade >= 10]
        chosen = [s for s in students if s.pk not in taken][:2]
        taken.update(student.pk for student in chosen)
        nominate(cast, call, chosen, now - days(20), dice)
    guardians_answer(requests_of(call), dice, some_wait=True)
    return end_call(call, now - days(5), now + days(6))


def requests_of(call: Call) -> list[ConsentRequest]:
    return list(
        ConsentRequest.objects.filter(nomination__call=call)
        .select_related("person__institution")
        .prefetch_related("items", "person__guardians")
        .order_by("pk")
    )


def ask_for_correction(call: Call, now: datetime, by: User) -> None:
    """Of the first nominee of Laos: a question about the first answer, which the school finds among what waits."""
    nomination = call.nominations.ready().filter(nominee__country="LA").order_by("pk").first()
    if nomination:
        words = "Please say in which year this was, and who saw it."
        ask_answers(nomination, [call.questions.all()[0]], words, now + days(4), by)


def seat_panel(cast: Cast, call: Call) -> None:
    organiser = cast.users["organiser"]
    for part in ("panel_chair", "reviewer", "reviewer2"):
        add_by_email(call, cast.users[part].email, organiser)
    make_chair(call.panel.get(user=cast.users["panel_chair"]), organiser)
    for seat, (country, subjects) in zip(call.panel.order_by("pk"), KNOWN, strict=False):
        change_seat(seat, {"country": country, "subjects": subjects}, seat.user)


def score(call: Call, dice: random.Random, *, done: float) -> None:
    """The panel's scores: each nominee has a strength, each reviewer a severity; a share of the reviews is done."""
    strength: dict[int, float] = {}
    severity: dict[int, float] = {}
    reviews = Review.objects.filter(nomination__call=call).select_related("panellist__user", "nomination__call")
    criteria = list(call.criteria.all())
    for review in reviews.order_by("pk"):
        if dice.random() > done:
            continue
        level = strength.setdefault(review.nomination_id, dice.gauss(3, 1))
        level -= severity.setdefault(review.panellist_id, dice.gauss(0, 0.4))
        points = {each: Decimal(min(5, max(0, round(dice.gauss(level, 0.6))))) for each in criteria}
        submit_review(save_points(review, points, review.panellist.user), review.panellist.user)


def meet(call: Call, moment: datetime) -> None:
    """The panel's meeting: a note about two near the last place, and the record with everybody present."""
    chair = call.panel.get(is_chair=True)
    near = call.proposals.get(state="open").standings.filter(rank__in=[call.places, call.places + 1])
    for standing in near.select_related("nomination__nominee__institution"):
        add_note(call, standing.nomination, "Read again together: the score says what we think.", chair.user)
    record_meeting(
        call, held_at=moment, present=call.panel.sitting(), guests="", by=chair.user,
        decided="The proposal is followed as it was computed.",
        minutes="Both near the last place were discussed; nobody was taken in or out by hand.",
    )


def decide_camp(cast: Cast, call: Call, now: datetime, dice: random.Random) -> None:
    """Reviews, a proposal under the quotas, the decision, offers, and what the schools answered."""
    organiser = cast.users["organiser"]
    seat_panel(cast, call)
    start(call, organiser)
    score(call, dice, done=1)
    close_reviews(call, organiser)
    meet(call, now - days(6))
    decide(call, organiser)
    offers = send_offers(call, now + days(4), organiser)
    for number, offer in enumerate(offers):
        by = cast.coordinator(offer.nomination.institution)
        if number == 7:
            decline(offer, by, "The family moves that week.")
        elif number not in {3, 20}:
            accept(offer, by)


def hold_camp(cast: Cast, now: datetime, taken: set[int], dice: random.Random) -> Edition:
    """The camp itself: offers accepted become registrations; two teachers a country; cross-national groups."""
    organiser = cast.users["organiser"]
    students, researchers = camp_call(cast, now, taken, dice), laboratory_call(cast, now, taken, dice)
    begins = (now + days(58)).replace(hour=0, minute=0, second=0, microsecond=0)
    edition = make_edition(
        ProgrammeKind.CAMP, "Science camp on the Pacific", f"Science camp on the Pacific {begins.year}", "pacific-camp",
        "Ten days of laboratories, lectures and the sea, in groups from several countries.",
        host=cast.host, by=organiser, starts=begins, ends=begins + days(10), calls=[students, researchers],
        venue="Far Eastern Centre for Gifted Students", city="Vladivostok",
    )
    decide_camp(cast, students, now, dice)
    for country in cast.countries:
        bring(edition, cast.teachers[str(country.code)][2:4], organiser, RegistrationRole.TEACHER)
    seat_panel(cast, researchers)
    start(researchers, organiser)
    score(researchers, dice, done=0.6)
    ask_for_correction(researchers, now, organiser)
    consent_to(edition, dice)
    groups = number_of_groups(edition.registrations.coming().filter(role=RegistrationRole.STUDENT).count(), 6)
    proposed = propose(edition, groups, seed=1)
    store_groups(edition, groups, 1, proposed.digest, organiser)
    charge(cast, edition)
    return edition
