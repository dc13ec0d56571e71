from django_tasks import task

from core.accounts.models import User
from events.certificates.participation import issue_to_all
from events.programmes.models import Edition


@task(queue_name="heavy")
def issue_participation(edition_pk: int, by_pk: int) -> int:
    """Certificates of participation for everybody confirmed; gives how many."""
    return issue_to_all(Edition.objects.get(pk=edition_pk), User.objects.filter(pk=by_pk).first())
