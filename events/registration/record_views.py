"""The talent record of somebody registered, for those who run the edition, while consent to share data stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.accounts.access import requires
from core.audit.record import record_reading
from events.registration.loading import registration_by_key
from events.registration.models import Registration
from talent.people.record.looking import as_organiser
from talent.people.record.reading import by_year, lines_of


@requires("registration.see_record", registration_by_key)
@require_GET
def registered_record(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Programmes, contests, awards and certificates; without the consent only why nothing is shown."""
    person, edition = registration.person, registration.edition
    organisers = {each.pk: each for each in (edition.host, edition.programme.institution)}
    lookings = [as_organiser(person, organiser) for organiser in organisers.values()]
    shared = any(looking.shared for looking in lookings)
    if shared:
        record_reading("talent record", person, request.user)
    return render(request, "events/registration/record.html", {
        "registration": registration, "person": person, "shared": shared,
        "years": by_year(lines_of(person, lookings)),
    })
