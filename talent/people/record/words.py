"""An entry's detail in a few words, for pages and documents."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talent.people.record.details import (
    AwardDetail,
    CertificateDetail,
    ContestDetail,
    Detail,
    MentorDetail,
    NominationDetail,
    Outcome,
    ProgrammeDetail,
)


def detail_words(detail: Detail) -> str:
    """What the line says beneath its title; '' where the title says all."""
    if isinstance(detail, NominationDetail):
        return str(Outcome(detail.outcome).label)
    if isinstance(detail, ProgrammeDetail):
        return detail.place
    if isinstance(detail, ContestDetail):
        return contest_words(detail)
    if isinstance(detail, AwardDetail):
        return detail.words
    if isinstance(detail, MentorDetail):
        return mentor_words(detail)
    return certificate_words(detail)


def contest_words(detail: ContestDetail) -> str:
    if not detail.rank:
        return ""
    return _("rank %(rank)s, %(total)s of %(maximum)s points") % {
        "rank": detail.rank, "total": detail.total, "maximum": detail.maximum,
    }


def mentor_words(detail: MentorDetail) -> str:
    met = ngettext("met once", "met %(n)s times", detail.meetings) % {"n": detail.meetings}
    return ", ".join(part for part in (detail.mentor, detail.subject, met) if part)


def certificate_words(detail: CertificateDetail) -> str:
    code = _("code %(code)s") % {"code": detail.code}
    return ", ".join(part for part in (detail.award, detail.words, code) if part)
