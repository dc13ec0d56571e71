"""The jury's cut-offs: what was proposed and what was chosen, both kept."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.contests.mark import number_text
from competitions.contests.models import Contest, ContestState
from competitions.results.medals import Cutoffs, Outcome, outcome
from competitions.results.models import CutoffChoice, CutoffProposal
from competitions.results.sheet import ResultSheet, read_sheet
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record


def last_choice(contest: Contest) -> CutoffChoice | None:
    return contest.cutoff_choices.select_related("proposal", "by").order_by("-pk").first()


def cutoffs_of(choice: CutoffChoice) -> Cutoffs:
    return Cutoffs(choice.gold, choice.silver, choice.bronze)


def stands(choice: CutoffChoice | None, sheet: ResultSheet) -> bool:
    """Whether the choice was made from the marks as they are now."""
    return choice is not None and choice.proposal.totals_digest == sheet.digest


def present_cutoffs(contest: Contest, sheet: ResultSheet) -> Cutoffs:
    """The jury's last choice, or before there is one the proposal nearest to the rule."""
    choice = last_choice(contest)
    return cutoffs_of(choice) if choice else sheet.ranked().cutoffs


def before_jury(contest: Contest) -> Contest:
    """The contest, locked for this transaction, if it is before the jury. Raises Refused."""
    held = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    if held.state != ContestState.JURY:
        raise Refused(
            _("The jury decides after marking is closed and before publication. The contest is now: %(state)s.")
            % {"state": held.get_state_display()}
        )
    return held


def keep_choice(contest: Contest, cutoffs: Cutoffs, note: str, by: User, *, seen: str) -> CutoffChoice:
    """Keep the jury's choice beside what the rule proposes from the same marks.

    `seen` is the sheet's digest when the consequence was shown. Raises Refused if it is another one now.
    """
    with transaction.atomic():
        before_jury(contest)
        sheet = read_sheet(contest)
        if sheet.digest != seen:
            raise Refused(_("The marks or contestants changed since you looked. Look at the consequence again."))
        ranking = sheet.ranked(cutoffs)
        proposal = CutoffProposal.objects.create(
            contest=contest, by=by, totals_digest=sheet.digest,
            neighbours=[outcome_json(each) for each in ranking.proposal.neighbours()],
        )
        gold, silver, bronze = (written(cutoff, sheet) for cutoff in cutoffs.as_tuple())
        choice = CutoffChoice.objects.create(
            contest=contest, proposal=proposal, gold=gold, silver=silver, bronze=bronze, note=note, by=by,
            counts=outcome_json(outcome(ranking.levels, cutoffs)),
        )
        record(
            "chose cut-offs", contest, by, reason=note,
            gold=number_text(gold), silver=number_text(silver), bronze=number_text(bronze),
        )
    return choice


def written(cutoff: Decimal | None, sheet: ResultSheet) -> Decimal:
    """A medal that nobody is to get has a cut-off above every total: so it can be given to `rank_results` too."""
    return sheet.highest_possible + 1 if cutoff is None else cutoff


def outcome_json(result: Outcome) -> dict[str, Any]:
    """The outcome as it is kept: cut-offs as texts, counts of contestants and guests, their number."""
    return {
        "cutoffs": [None if cutoff is None else number_text(cutoff) for cutoff in result.cutoffs.as_tuple()],
        "contestants": asdict(result.contestants),
        "guests": asdict(result.guests),
        "size": result.size,
    }
