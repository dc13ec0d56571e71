"""Who sees which entries of a talent record: pure rules, as docs/architecture.md defines them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from talent.people.record.models import EntryKind

# What an organiser with whom data are shared sees, and what a ministry may see of a name that may be published.
ACHIEVEMENTS = frozenset({EntryKind.PROGRAMME, EntryKind.CONTEST, EntryKind.AWARD, EntryKind.CERTIFICATE})
PUBLISHED = frozenset({EntryKind.AWARD})


class As(StrEnum):
    """As what somebody looks at a record."""

    FAMILY = "family"  # a guardian of a minor, or the person
    SCHOOL = "school"
    ORGANISER = "organiser"
    MINISTRY = "ministry"


@dataclass(frozen=True)
class Looking:
    """Who looks. `institution` is the school; `handed_at` when the record was last handed to it with consent.

    `shared` says whether consent to share data with this organiser stands now; `country` is the ministry's.
    """

    role: As
    institution: int | None = None
    handed_at: datetime | None = None
    shared: bool = False
    country: str = ""


@dataclass(frozen=True)
class Told:
    """What matters of one entry: whose it is (`schools`), when it was written, whether it stands.

    `named` says whether the consent to the name in published results stands now; `country` is the school's then.
    """

    kind: str
    schools: frozenset[int]
    written_at: datetime
    withdrawn: bool
    named: bool
    country: str


def may_see(looking: Looking, told: Told) -> bool:
    """Whether this entry is shown to who looks."""
    if looking.role == As.FAMILY:
        return True
    if looking.role == As.SCHOOL:
        handed = looking.handed_at is not None and told.written_at <= looking.handed_at
        return looking.institution in told.schools or handed
    if told.withdrawn:
        return False
    if looking.role == As.ORGANISER:
        return looking.shared and told.kind in ACHIEVEMENTS
    return told.named and told.kind in PUBLISHED and told.country == looking.country
