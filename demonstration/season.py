"""The demonstration season: a science camp, an Olympiad and an evening of Meeting the Experts."""

import random
from datetime import datetime

from demonstration.camp import hold_camp
from demonstration.contests import hold_contests
from demonstration.evening import hold_evening
from demonstration.olympiad import hold_olympiad
from demonstration.people import Cast, make_cast


def make_season(now: datetime, dice: random.Random) -> Cast:
    """Everything of the season, around `now`: some of it past, some waiting for somebody, some to come."""
    cast = make_cast(now.date(), dice)
    taken: set[int] = set()
    hold_camp(cast, now, taken, dice)
    hold_evening(cast, now, taken, dice)
    hold_contests(cast, hold_olympiad(cast, now, dice), dice)
    return cast
