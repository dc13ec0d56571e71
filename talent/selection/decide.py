"""The panel's decision: from the open proposal to selected, waiting and not selected nominations."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.calls.models import Call, CallState
from talent.nominations.models import Nomination, NominationState
from talent.nominations.recorded import keep_in_record
from talent.selection import letters
from talent.selection.models import Proposal, ProposalState
from talent.selection.weigh import out_of_date


def decide(call: Call, by: User, *, waiting: int | None = None) -> Proposal:
    """Make the open proposal the decision, in one transaction, and write to the schools.

    `waiting` is how many go on the waiting list, the highest ranked first (None: all who may). Raises
    Refused when there is no open proposal, when nominations came or went since it was made, or when it
    selects more than there are places.
    """
    with transaction.atomic():
        # Nominations before the call: a withdrawal, which holds its nomination, may be waiting for the call.
        list(Nomination.objects.select_for_update().filter(call=call).order_by("pk").values_list("pk"))
        call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        proposal = Proposal.objects.filter(call=call, state=ProposalState.OPEN).first()
        if proposal is None:
            raise Refused(_("There is no proposal now."))
        proposal.call = call
        refuse_out_of_date(proposal)
        refuse_before_ministries(call)
        standings = list(
            proposal.standings.select_related("nomination__nominee", "nomination__call", "nomination__institution")
        )
        selected = [each.nomination for each in standings if each.selected]
        refuse_too_many(proposal, len(selected))
        line = [each.nomination for each in standings if not each.selected and each.waits]
        line = line if waiting is None else line[:waiting]
        kept = {each.pk for each in [*selected, *line]}
        others = [each.nomination for each in standings if each.nomination_id not in kept]
        Call.lifecycle.move(call, CallState.DECIDED, by=by)
        Proposal.lifecycle.move(proposal, ProposalState.DECIDED, by=by)
        Nomination.lifecycle.move_all(selected, NominationState.SELECTED, by=by)
        Nomination.lifecycle.move_all(line, NominationState.WAITING_LIST, by=by)
        Nomination.lifecycle.move_all(others, NominationState.NOT_SELECTED, by=by)
        keep_in_record([*selected, *line, *others])
        record("decided", call, by, selected=len(selected), waiting=len(line), not_selected=len(others))
        letters.tell_schools_the_decision(call, [*selected, *line, *others])
    return proposal


def refuse_out_of_date(proposal: Proposal) -> None:
    come, gone = out_of_date(proposal)
    if come or gone:
        raise Refused(
            _(
                "Since this proposal was made, %(come)s nominations became ready and %(gone)s are no longer. "
                "Propose again before deciding."
            )
            % {"come": come, "gone": gone}
        )


def refuse_before_ministries(call: Call) -> None:
    """Whoever is still with a ministry would never be decided about."""
    held = call.nominations.filter(state=NominationState.WITH_MINISTRY).count()
    if held:
        raise Refused(
            ngettext(
                "%(n)s nomination is still with its ministry. Wait for the ministries' deadline, or bring it forward.",
                "%(n)s nominations are still with their ministries. Wait for the ministries' deadline, or bring it "
                "forward.", held,
            ) % {"n": held}
        )


def refuse_too_many(proposal: Proposal, count: int) -> None:
    if count > proposal.places:
        raise Refused(
            _("%(count)s are selected for %(places)s places. Take %(more)s out before deciding.")
            % {"count": count, "places": proposal.places, "more": count - proposal.places}
        )
