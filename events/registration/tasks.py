from django.db import transaction
from django_tasks import task

from events.registration import consents
from events.registration.models import Registration


@task
def ask_for_consent(registration_pk: int) -> str:
    """Ask for the consent on which a new registration depends. Doing it twice asks once."""
    with transaction.atomic():
        registration = (
            Registration.objects.live()
            .select_for_update(no_key=True, of=("self",))
            .select_related("edition__programme__institution", "edition__host", "person__institution", "institution")
            .filter(pk=registration_pk)
            .first()
        )
        if registration is None:
            return "cancelled meanwhile"
        edition = registration.edition
        before = registration.consent
        if before is not None and consents.covers(before, edition.consents_required):
            return "asked before"
        request = consents.ask(registration, registration.by or "scheduler")
        if edition.consents_required:
            consents.settle(registration, request.standing, registration.by or "scheduler")
    return request.standing
