"""What an entry holds besides its title and day: one small typed record for each kind."""

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.people.record.models import EntryKind


class Outcome(models.TextChoices):
    """What became of a nomination."""

    SUBMITTED = "submitted", _("nominated")
    SELECTED = "selected", _("selected")
    WAITING_LIST = "waiting_list", _("on the waiting list")
    NOT_SELECTED = "not_selected", _("not selected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ACCEPTED = "accepted", _("place accepted")
    DECLINED = "declined", _("place declined")


@dataclass(frozen=True)
class NominationDetail:
    """`call` is the call's key, `outcome` a value of `Outcome`."""

    kind: ClassVar[str] = EntryKind.NOMINATION
    call: str
    outcome: str


@dataclass(frozen=True)
class ProgrammeDetail:
    """`edition` is the edition's key; `until` its last day as ISO 8601; `place` where it was, '' on line."""

    kind: ClassVar[str] = EntryKind.PROGRAMME
    edition: str
    role: str
    place: str
    until: str


@dataclass(frozen=True)
class ContestDetail:
    """`contest` is the contest's key; rank, total and maximum are texts as they were published."""

    kind: ClassVar[str] = EntryKind.CONTEST
    contest: str
    rank: str
    total: str
    maximum: str


@dataclass(frozen=True)
class AwardDetail:
    """`award` is the award's code ("gold"), `words` what it is called."""

    kind: ClassVar[str] = EntryKind.AWARD
    contest: str
    award: str
    words: str


@dataclass(frozen=True)
class MentorDetail:
    """Whom the person met: `meetings` is how often, `subject` about what."""

    kind: ClassVar[str] = EntryKind.MENTOR
    mentor: str
    subject: str
    meetings: int


@dataclass(frozen=True)
class CertificateDetail:
    """`code` is what stands on the certificate and opens its public page; `award` is '' for taking part."""

    kind: ClassVar[str] = EntryKind.CERTIFICATE
    code: str
    award: str
    words: str


Detail = NominationDetail | ProgrammeDetail | ContestDetail | AwardDetail | MentorDetail | CertificateDetail
DETAILS: dict[str, type[Detail]] = {
    each.kind: each
    for each in (NominationDetail, ProgrammeDetail, ContestDetail, AwardDetail, MentorDetail, CertificateDetail)
}


def stored(detail: Detail) -> dict[str, Any]:
    """The detail as JSON values."""
    return asdict(detail)


def read(kind: str, values: dict[str, Any]) -> Detail:
    """The detail as it was stored; a field that was added since is empty in older entries."""
    form = DETAILS[kind]
    return form(**{field.name: values.get(field.name, 0 if field.type is int else "") for field in fields(form)})
