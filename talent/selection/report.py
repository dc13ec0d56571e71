"""The selection report: the rule, what was kept, what it cost, and everybody's place and reason, as a PDF."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.accounts.zones import zone_or_utc
from core.documents.typeset import typeset
from talent.reviews.scoring import shown
from talent.selection.models import Proposal, ProposalState, Standing
from talent.selection.outcome import Outcome, QuotaLine
from talent.selection.recompute import digest, nominations_csv, quotas_toml


def report_pdf(proposal: Proposal) -> bytes:
    return typeset("talent/selection/report.typ", report_values(proposal))


def report_values(proposal: Proposal) -> dict[str, Any]:
    """All that stands in the report, in the reader's language."""
    outcome = Outcome(proposal)
    nominations, quotas = (make(proposal, outcome.standings) for make in (nominations_csv, quotas_toml))
    call = proposal.call
    return {
        "language": (get_language() or "en").split("-")[0], "title": _("Selection report"), "call": call.title,
        "foot": _("Made by Luminary on %(day)s") % {"day": date_format(timezone.localdate())},
        "facts": facts(proposal, outcome), "conflict": proposal.conflict,
        "conflict_title": _("What could not all hold"), "rule_title": _("The rule"),
        "rule": _(
            "Of all selections that keep the places, the quotas and the rulings, this one has the highest total score; "
            "that is proven. Scores are calibrated: each reviewer's severity and spread are taken out; the raw mean "
            "stands beside them. Of selections with the same total, the one with the highest sum of lots was taken: a "
            "nomination's lot is the first 30 bits of SHA-256 of “%(seed)s:” and its key, plus one."
        ) % {"seed": proposal.seed},
        "quotas_title": _("Places and quotas"),
        "quota_heads": [_("Quota"), _("Selected"), _("At least"), _("At most"), _("Stands")],
        "quotas": [quota_row(line) for line in outcome.quota_lines], "none": _("There are no quotas."),
        "prices_title": _("What each quota costs"),
        "price_heads": [_("Without it"), _("The total would be"), _("That is more by")],
        "prices": [[each["said"], each["total"] or "–", each["gain"] or "–"] for each in proposal.prices],
        "rulings_title": _("Rulings"), "rulings": rulings(proposal, outcome),
        "changes_title": _("Changed by hand after it was computed"),
        "changes": [
            [str(each.nomination.nominee), str(each.place), str(each.adjusted_by or ""), each.adjusted_reason]
            for each in outcome.standings if each.adjusted_by_id
        ],
        "list_title": _("Everybody, by rank"),
        "list_heads": [_("Rank"), _("Nominee"), _("Score"), _("Raw mean"), _("Outcome and reason")],
        "list": [standing_row(each) for each in outcome.standings],
        "check_title": _("Compute it again"),
        "check": _(
            "Save the two files of this selection and run: python manage.py select_nominations nominations.csv "
            "--quotas quotas.toml. It needs no database and prints the same selection as was computed; changes by "
            "hand, which are listed above, come after."
        ),
        "digests": [["nominations.csv", digest(nominations)], ["quotas.toml", digest(quotas)]],
    }


def facts(proposal: Proposal, outcome: Outcome) -> list[list[str]]:
    made = date_format(proposal.created_at.astimezone(zone_or_utc(proposal.call.zone)), "DATETIME_FORMAT")
    state = _("decided") if proposal.state == ProposalState.DECIDED else _("not decided yet")
    return [
        [_("Organiser"), str(proposal.call.institution)],
        [_("Computed"), f"{made} ({proposal.call.zone}), {state}"],
        [_("Seed"), proposal.seed],
        [_("Selected"), _("%(n)s of %(of)s, for %(places)s places") % {
            "n": len(outcome.selected), "of": len(outcome.standings), "places": proposal.places
        }],
        [_("Total score as computed"), outcome.computed_total_shown],
    ]


def quota_row(line: QuotaLine) -> list[str]:
    return [line.whom, str(line.have), line.minimum or "–", line.maximum or "–", line.verdict]


def rulings(proposal: Proposal, outcome: Outcome) -> list[list[str]]:
    names = {each.nomination.key: str(each.nomination.nominee) for each in outcome.standings}
    return [
        [names.get(each["key"], each["key"]), _("must be taken") if each["take"] else _("must not be taken"),
         each["reason"]]
        for each in proposal.rulings
    ]


def standing_row(each: Standing) -> list[str]:
    error = f" ± {shown(each.error)}" if each.error is not None else ""
    return [
        str(each.rank), f"{each.nomination.nominee}\n{each.nomination.institution}",
        f"{shown(each.score)}{error}" if each.reviews else "–", shown(each.raw) if each.raw is not None else "–",
        f"{str(each.place).capitalize()}. {each.adjusted_reason or each.reason}",
    ]
