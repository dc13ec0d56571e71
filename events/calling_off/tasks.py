from django.db.models import Exists, OuterRef
from django_tasks import task

from events.calling_off.cancel import finish_cancelling
from events.calling_off.letters import tell_of_moving, tell_of_moving_back
from events.calling_off.models import Postponement
from events.payments.models import OrderLine
from events.programmes.models import Edition, EditionState
from events.registration.models import Registration


@task
def finish_cancelled_edition(pk: int) -> int:
    """Doing it twice does it once; broken off, it goes on where it stopped."""
    edition = Edition.objects.select_related("programme__institution", "host").get(pk=pk)
    return finish_cancelling(edition) if edition.state == EditionState.CANCELLED else 0


@task
def look_after_cancelled_editions() -> int:
    """Go on where a worker was stopped, and with whoever was registered in the moment of the cancellation."""
    cancelled = Edition.objects.filter(state=EditionState.CANCELLED)
    people = Registration.objects.live().filter(edition=OuterRef("pk"))
    lines = OrderLine.objects.filter(order__edition=OuterRef("pk"), cancelled_at__isnull=True)
    found = list(cancelled.filter(Exists(people) | Exists(lines)).values_list("pk", flat=True))
    for pk in found:
        finish_cancelled_edition.enqueue(pk)
    return len(found)


def postponement_with_edition(pk: int) -> Postponement:
    return Postponement.objects.select_related("edition__programme__institution", "edition__host").get(pk=pk)


@task
def tell_of_postponement(pk: int) -> int:
    """Nobody is told of dates that were moved back before the mail was written."""
    postponement = postponement_with_edition(pk)
    return 0 if postponement.undone_at else tell_of_moving(postponement)


@task
def tell_of_move_back(pk: int) -> int:
    return tell_of_moving_back(postponement_with_edition(pk))
