"""Whether a certificate is genuine: open to everybody who has its code."""

from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.accounts.access import public
from core.accounts.limits import client_of, too_often, within_limit
from events.certificates.codes import canonical
from events.certificates.models import Certificate
from events.programmes.models import EditionState

TEN_MINUTES = timedelta(minutes=10)
LOOKS, MISSES = 300, 20


def with_edition() -> QuerySet[Certificate]:
    return Certificate.objects.select_related(
        "registration__edition__programme__institution", "registration__edition__host", "registration__person"
    )


@public
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """A form for the code; a typed one leads to its page."""
    typed = request.GET.get("code", "").strip()
    if code := canonical(typed):
        return redirect("verify_certificate", code=code)
    return render(request, "events/certificates/verify.html", {"typed": typed, "misread": bool(typed)})


@public
@require_safe
def verify_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """What the certificate says, and whether it still stands."""
    certificate, instead = look_up(request, code)
    if certificate is None:
        return instead
    if certificate.code != code:
        return redirect("verify_certificate", code=certificate.code)
    edition = certificate.registration.edition
    return render(request, "events/certificates/certificate_public.html", {
        "certificate": certificate, "edition": edition, "edition_shown": edition.state != EditionState.DRAFT,
    })


@public
@require_safe
def print_public(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate as a sheet, with what is shown to everybody in place of the name."""
    certificate, instead = look_up(request, code)
    if certificate is None:
        return instead
    return render(request, "events/certificates/sheet.html", {
        "certificate": certificate, "edition": certificate.registration.edition, "name": certificate.shown_as,
    })


def look_up(request: HttpRequest, typed: str) -> tuple[Certificate | None, HttpResponse]:
    """The certificate; or None and the page that says there is none. Guessing is stopped."""
    client = client_of(request)
    if not within_limit("verify", client, LOOKS, TEN_MINUTES):
        return None, too_often(request)
    code = canonical(typed)
    certificate = with_edition().filter(code=code).first() if code else None
    if certificate is None and not within_limit("verify-miss", client, MISSES, TEN_MINUTES):
        return None, too_often(request)
    unknown = render(request, "events/certificates/verify.html", {"typed": typed, "unknown": True}, status=404)
    return certificate, unknown
