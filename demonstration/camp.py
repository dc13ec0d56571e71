"""The science camp: three students and two teachers a country, chosen by a panel; and a call still in review."""

import random
from datetime import datetime

from demonstration.calls import days, end_call, guardians_answer, make_call, nominate, some_of
from demonstration.people import Cast
from talent.nominations.models import Call
from talent.people.models import ConsentRequest

STUDENTS_A_COUNTRY = 3
NOMINATED_A_COUNTRY = 5


def camp_call(cast: Cast, now: datetime, taken: set[int], dice: random.Random) -> Call:
    """The call for the camp's students, nominated and consented to; closed a month ago."""
    organiser = cast.users["organiser"]
    call = make_call(
        cast, cast.host, organiser, "Science camp on the Pacific: students",
        "Three students from each country spend ten days in the laboratories of Vladivostok. "
        "Schools nominate whoever asks the best questions, not only whoever has the best marks.",
        opens=now - days(75), closes=now + days(30), grades=[8, 9, 10, 11], minimum_age=13, maximum_age=18,
        places=36, nominations_per_institution=3,
        quotas=[("country", "", 3, 3), ("institution", "", None, 2), ("gender", "f", 16, 20)],
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
        quotas=[("country", "", None, 2)],
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
