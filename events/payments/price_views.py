"""What an edition costs: terms, prices, groups of countries, scholarships, extras."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, ProtectedError, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import requires
from core.audit.record import record
from events.payments.loading import edition_with_part, edition_with_terms
from events.payments.models import Terms
from events.payments.price_forms import PARTS, TermsForm
from events.programmes.models import Edition
from events.registration.loading import edition_by_key


def prices_address(edition: Edition) -> str:
    return reverse("edition_prices", kwargs={"key": edition.key})


@requires("payments.run", edition_by_key)
@require_http_methods(["GET", "POST"])
def payment_terms(request: HttpRequest, edition: Edition) -> HttpResponse:
    terms = Terms.objects.filter(edition=edition).first()
    form = TermsForm(request.POST if request.method == "POST" else None, instance=terms, edition=edition)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record("terms of payment set", edition, request.user, changed=form.changed_data)
        messages.success(request, _("The terms are stored."))
        return redirect(prices_address(edition))
    return render(request, "pages/form_page.html", {
        "heading": _("Terms of payment of %(edition)s") % {"edition": edition}, "form": form, "submit": _("Save"),
        "lead": _("What was ordered before keeps the tax and the prices it was ordered with."),
        "cancel": prices_address(edition) if terms else reverse("edition_home", kwargs={"key": edition.key}),
    })


@requires("payments.run", edition_with_terms)
@require_GET
def edition_prices(request: HttpRequest, edition: Edition) -> HttpResponse:
    used = Count("lines", filter=Q(lines__cancelled_at__isnull=True))
    return render(request, "events/payments/prices.html", {
        "edition": edition, "terms": edition.terms, "currency": edition.terms.currency,
        "fees": edition.fees.select_related("group"), "groups": edition.country_groups.all(),
        "scholarships": edition.scholarships.annotate(used=used), "extras": edition.extras.all(),
    })


@requires("payments.run", edition_with_part)
@require_http_methods(["GET", "POST"])
def edit_price_part(request: HttpRequest, edition: Edition) -> HttpResponse:
    part = edition.wanted_part  # type: ignore[attr-defined]
    kind = next(each for each in PARTS.values() if isinstance(part, each.model))
    new = part.pk is None
    form = kind.form(request.POST if request.method == "POST" else None, instance=part, edition=edition)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            stored = form.save()
            act = "made" if new else "changed"
            record(f"{kind.model._meta.model_name} {act}", edition, request.user, what=stored.key,
                   changed=form.changed_data)
        messages.success(request, _("Saved."))
        return redirect(prices_address(edition))
    return render(request, "pages/form_page.html", {
        "heading": kind.new if new else kind.edit, "form": form, "submit": _("Save"),
        "cancel": prices_address(edition),
    })


@requires("payments.run", edition_with_part)
@require_http_methods(["GET", "POST"])
def remove_price_part(request: HttpRequest, edition: Edition) -> HttpResponse:
    part = edition.wanted_part  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            with transaction.atomic():
                record(f"{part._meta.model_name} removed", edition, request.user, what=str(part))
                part.delete()
        except ProtectedError:
            messages.error(request, _("It stands in an order and stays."))
        else:
            messages.success(request, _("Removed."))
        return redirect(prices_address(edition))
    return render(request, "pages/confirm.html", {
        "heading": _("Remove “%(part)s”?") % {"part": part},
        "consequence": _("Nobody can order by it any more. What was ordered stays as it is."),
        "submit": _("Remove"), "cancel": prices_address(edition),
    })
