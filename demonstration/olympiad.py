"""The Olympiad: six contestants a country with a leader; mathematics before its jury, physics published."""

import random
from datetime import datetime

from demonstration.calls import days, some_of
from demonstration.editions import bring, consent_to, make_edition
from demonstration.people import Cast
from events.programmes.models import Edition, ProgrammeKind
from events.registration.models import RegistrationRole

CONTESTANTS_A_COUNTRY = 6


def hold_olympiad(cast: Cast, now: datetime, dice: random.Random) -> Edition:
    organiser = cast.users["olympiad_organiser"]
    edition = make_edition(
        ProgrammeKind.COMPETITION, "Mekong Science Olympiad", "Mekong Science Olympiad, Vientiane",
        "mekong-olympiad", "Six contestants from each of twelve countries: mathematics and physics.",
        host=cast.olympiad_host, by=organiser, starts=now - days(5), ends=now + days(2),
        venue="University of Science", city="Vientiane",
    )
    taken: set[int] = set()
    for country in cast.countries:
        code = str(country.code)
        bring(edition, some_of(cast, code, CONTESTANTS_A_COUNTRY, dice, taken=taken), organiser)
        leader, deputy = cast.teachers[code][:2]
        bring(edition, [leader], organiser, RegistrationRole.LEADER)
        bring(edition, [deputy], organiser, RegistrationRole.DEPUTY)
    consent_to(edition, dice)
    return edition
