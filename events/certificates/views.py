"""Certificates for organisers and for schools."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.lists.listing import Column, Filter, Listing
from core.schedule.under_way import under_way
from events.certificates.issue import name_may_be_shown
from events.certificates.models import Certificate, CertificateKind, CertificateState
from events.certificates.participation import subject_of, without_certificate
from events.certificates.revoke import revoke
from events.certificates.tasks import issue_participation
from events.programmes.forms import ReasonForm
from events.programmes.models import Edition
from events.registration.loading import edition_by_key
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole

PERSON = Column("person", gettext_lazy("Name"), "registration.person.name",
                link=lambda row: reverse("certificate", kwargs={"key": row.key}))
SCHOOL = Column("school", gettext_lazy("School"), "registration.institution.name")
EDITION = Column("edition", gettext_lazy("Edition"), "registration.edition.title")
REST = (
    Column("title", gettext_lazy("Certificate"), "title"),
    Column("award", gettext_lazy("Award"), "award"),
    Column("code", gettext_lazy("Code"), "code"),
    Column("state", gettext_lazy("State"), "get_state_display", state=True, machine=lambda row: row.state),
)
FILTERS = (
    Filter("kind", gettext_lazy("Kind"), CertificateKind.choices, "kind"),
    Filter("state", gettext_lazy("State"), CertificateState.choices, "state"),
)
SEARCH = ("registration__person__name", "registration__person__latin_name", "code")
OWN_CERTIFICATES = Listing(
    name="certificates", columns=[PERSON, EDITION, *REST], filters=FILTERS, search=SEARCH, sort="-pk",
    empty=gettext_lazy("Nobody of your school has a certificate yet."),
    empty_next=gettext_lazy("Organisers issue them after an edition, and juries when results are published."),
)
EDITION_CERTIFICATES = Listing(
    name="certificates", columns=[PERSON, SCHOOL, *REST], filters=FILTERS, search=SEARCH, sort="-pk",
    empty=gettext_lazy("No certificate is issued yet."),
    empty_next=gettext_lazy("Issue certificates of participation to everybody who is confirmed."),
)


def certificate_by_key(key: str) -> Certificate:
    related = (
        "registration__edition__programme__institution", "registration__edition__host", "registration__person",
        "registration__institution", "registration__consent", "by",
    )
    return get_object_or_404(Certificate.objects.select_related(*related), key=key)


@requires("certificates.list_own")
@require_GET
def own_certificates(request: HttpRequest) -> HttpResponse:
    schools = institutions_of(request.user, MembershipRole.COORDINATOR)
    rows = Certificate.objects.filter(registration__institution__in=schools).select_related(
        "registration__person", "registration__edition"
    )
    return OWN_CERTIFICATES.answer(request, rows, "events/certificates/own_certificates.html")


@requires("certificates.see_all", edition_by_key)
@require_GET
def edition_certificates(request: HttpRequest, edition: Edition) -> HttpResponse:
    rows = Certificate.objects.filter(registration__edition=edition).select_related(
        "registration__person", "registration__institution"
    )
    return EDITION_CERTIFICATES.answer(request, rows, "events/certificates/edition_certificates.html", {
        "edition": edition, "may_issue": request.user.has_perm("certificates.issue", edition),
        "running": under_way(issue_participation, edition.pk),
    })


@requires("certificates.see_all", edition_by_key)
@require_GET
def certificates_progress(request: HttpRequest, edition: Edition) -> HttpResponse:
    """How far the issuing is: a fragment that asks again while it runs."""
    issued = Certificate.objects.filter(
        registration__edition=edition, kind=CertificateKind.PARTICIPATION, state=CertificateState.ISSUED,
        subject=subject_of(edition),
    ).count()
    left = without_certificate(edition).count()
    return render(request, "events/certificates/progress.html", {
        "edition": edition, "issued": issued, "all": issued + left,
        "running": under_way(issue_participation, edition.pk),
    })


@requires("certificates.issue", edition_by_key)
@require_http_methods(["GET", "POST"])
def issue_certificates(request: HttpRequest, edition: Edition) -> HttpResponse:
    back = reverse("edition_certificates", kwargs={"key": edition.key})
    if request.method == "POST":
        if under_way(issue_participation, edition.pk):
            messages.info(request, _("They are being issued already."))
        else:
            issue_participation.enqueue(edition.pk, request.user.pk)
            messages.success(request, _("The certificates are being issued. You may leave this page."))
        return redirect(back)
    number = without_certificate(edition).count()
    if not number:
        messages.info(request, _("Everybody who is confirmed has a certificate."))
        return redirect(back)
    return render(request, "pages/confirm.html", {
        "heading": _("Issue certificates of participation?"), "tone": "primary",
        "consequence": _(
            "%(number)s people are confirmed and have none. Each gets a certificate with a public page under its "
            "code. A certificate can be revoked later, but not taken back."
        ) % {"number": number},
        "submit": _("Issue %(number)s certificates") % {"number": number}, "cancel": back,
    })


@requires("certificates.see", certificate_by_key)
@require_GET
def certificate(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    return render(request, "events/certificates/certificate.html", {
        "certificate": certificate, "registration": certificate.registration,
        "edition": certificate.registration.edition, "name_shown": name_may_be_shown(certificate.registration),
        "may_revoke": certificate.state == CertificateState.ISSUED
        and request.user.has_perm("certificates.revoke", certificate),
    })


@requires("certificates.see", certificate_by_key)
@require_GET
def print_certificate(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """The sheet that the person gets: with their name, whatever the public page shows."""
    person = certificate.registration.person
    return render(request, "events/certificates/sheet.html", {
        "certificate": certificate, "edition": certificate.registration.edition, "name": person.name,
        "latin_name": person.latin_name if person.latin_name != person.name else "",
    })


@requires("certificates.revoke", certificate_by_key)
@require_http_methods(["GET", "POST"])
def revoke_certificate(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    back = reverse("certificate", kwargs={"key": certificate.key})
    if request.method == "POST" and form.is_valid():
        try:
            revoke(certificate, request.user, form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The certificate is revoked."))
        return redirect(back)
    return render(request, "pages/confirm.html", {
        "heading": _("Revoke the certificate %(code)s?") % {"code": certificate.code}, "form": form,
        "consequence": _("Its page will say that it is revoked. This cannot be undone; a new one may be issued."),
        "submit": _("Revoke"), "cancel": back,
    })
