"""What moving a cut-off would do, to be shown before it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from competitions.results.levels import Levels
from competitions.results.medals import AWARDS, INTERNATIONAL, MEDALS, Award, Cutoffs, MedalRule, Outcome, outcome


@dataclass(frozen=True, slots=True)
class Move:
    """Everybody of one total who would get another award than before."""

    total: Decimal
    had: Award
    gets: Award
    contestants: int
    guests: int

    @property
    def up(self) -> bool:
        return AWARDS.index(self.gets) < AWARDS.index(self.had)


@dataclass(frozen=True, slots=True)
class Consequence:
    """Both outcomes whole, and who moves between them, highest totals first."""

    before: Outcome
    after: Outcome
    moves: tuple[Move, ...]

    @property
    def gained(self) -> int:
        """How many, guests included, get a better award."""
        return sum(move.contestants + move.guests for move in self.moves if move.up)

    @property
    def lost(self) -> int:
        """How many, guests included, get a lesser award."""
        return sum(move.contestants + move.guests for move in self.moves if not move.up)


def consequence(levels: Levels, before: Cutoffs, after: Cutoffs, rule: MedalRule = INTERNATIONAL) -> Consequence:
    return Consequence(outcome(levels, before, rule), outcome(levels, after, rule), tuple(moves(levels, before, after)))


def moves(levels: Levels, before: Cutoffs, after: Cutoffs) -> Iterator[Move]:
    for at, total in enumerate(levels.totals.tolist()):
        number = levels.decimal(total)
        holders = int(levels.contestants[at]), int(levels.guests[at])
        full = int(levels.full_contestants[at]), int(levels.full_guests[at])
        differing: dict[tuple[Award, Award], tuple[int, int]] = {}
        for has_full in (True, False):
            contestants, guests = full if has_full else (holders[0] - full[0], holders[1] - full[1])
            had, gets = award_for(number, has_full, before), award_for(number, has_full, after)
            if had != gets and contestants + guests:
                others = differing.get((had, gets), (0, 0))
                differing[had, gets] = others[0] + contestants, others[1] + guests
        for (had, gets), (contestants, guests) in differing.items():
            yield Move(number, had, gets, contestants, guests)


def award_for(total: Decimal, full: bool, cutoffs: Cutoffs) -> Award:
    """The award for one total; `full` says whether any problem has a full mark."""
    for medal in MEDALS:
        cutoff = cutoffs.of(medal)
        if cutoff is not None and total >= cutoff:
            return medal
    return Award.MENTION if full else Award.NONE


def steps(levels: Levels, cutoffs: Cutoffs, medal: Award) -> tuple[Cutoffs | None, Cutoffs | None]:
    """The cut-offs with this medal's one level lower (more of them) and one level higher (fewer).

    None where the medal's neighbours, zero, or the top of the totals leave no such step. Levels held by guests
    alone are passed over: moving to them would change nothing for the contestants.
    """
    here = cutoffs.of(medal)
    totals = [
        levels.decimal(total)
        for total, holders in zip(levels.totals.tolist(), levels.contestants.tolist(), strict=True)
        if holders
    ]
    higher: list[Decimal | None] = [] if here is None else [None, *(total for total in totals if total > here)]
    lower = [total for total in totals if here is None or total < here]
    return step(cutoffs, medal, lower[:1]), step(cutoffs, medal, higher[-1:])


def step(cutoffs: Cutoffs, medal: Award, to: list[Decimal] | list[Decimal | None]) -> Cutoffs | None:
    if not to:
        return None
    try:
        return cutoffs.moved(medal, to[0])
    except ValueError:
        return None
