"""What becomes of each student at the turn of the school year: pure rules."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

HIGHEST_GRADE = 13


class Becomes(StrEnum):
    UP = "up"  # a grade up
    SAME = "same"  # repeats the grade, or has none
    LEAVES = "leaves"


@dataclass(frozen=True)
class Pupil:
    """A student of the school now; `grade` is None where the school keeps none."""

    key: int
    grade: int | None


@dataclass(frozen=True)
class Turn:
    """What becomes of one student: the grade after it, which is the one before for who repeats or leaves."""

    key: int
    before: int | None
    after: int | None
    becomes: Becomes


def usual_turn(pupil: Pupil, last_grade: int) -> Turn:
    """Without exceptions: the last grade leaves, the others go up, who has no grade stays without."""
    if pupil.grade is None:
        return Turn(pupil.key, None, None, Becomes.SAME)
    if pupil.grade >= last_grade:
        return Turn(pupil.key, pupil.grade, pupil.grade, Becomes.LEAVES)
    return Turn(pupil.key, pupil.grade, pupil.grade + 1, Becomes.UP)


def turns_of(
    pupils: Iterable[Pupil], last_grade: int, *, leaving: Collection[int], repeating: Collection[int]
) -> list[Turn]:
    """The turn of each: who is in `leaving` leaves, else who is in `repeating` repeats, else the grade goes up.

    Somebody of the last grade who does not leave repeats it: there is no grade above.
    """
    found = []
    for pupil in pupils:
        usual = usual_turn(pupil, last_grade)
        if pupil.key in leaving:
            found.append(Turn(pupil.key, pupil.grade, pupil.grade, Becomes.LEAVES))
        elif pupil.key in repeating or usual.becomes == Becomes.LEAVES:
            found.append(Turn(pupil.key, pupil.grade, pupil.grade, Becomes.SAME))
        else:
            found.append(usual)
    return found
