"""Taking a published list up again."""

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.contests.models import Contest, ContestState
from competitions.results.models import Publication, PublicationState
from competitions.results.recorded import take_from_record
from core.accounts.models import User
from core.audit.lifecycle import Refused


def take_up_again(contest: Contest, by: User, reason: str, *, still_shown: bool) -> Publication:
    """Bring a published contest back before its jury. Raises Refused.

    With `still_shown` the list stays public, with the reason beside it, until a corrected one replaces it;
    otherwise it is taken back at once and only the reason is shown.
    """
    with transaction.atomic():
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        Contest.lifecycle.move(contest, ContestState.JURY, by=by, reason=reason)
        publication = contest.publications.filter(state=PublicationState.PUBLISHED).first()
        if publication is None:
            raise Refused(_("No list of this contest is published."))
        publication.correction = reason
        publication.save(update_fields=["correction", "updated_at"])
        if not still_shown:
            Publication.lifecycle.move(publication, PublicationState.TAKEN_BACK, by=by, reason=reason)
            take_from_record(contest)
    return publication
