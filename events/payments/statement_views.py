"""Bank statements: brought in, looked at line by line, booked."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from events.payments.ledger import owed_by_order
from events.payments.loading import edition_with_terms, statement_line_by_key
from events.payments.models import Order, OrderState, StatementLine
from events.payments.statements import book as acts
from events.payments.statements.line import NotAStatement
from events.programmes.models import Edition

SHOWN = 200


class StatementForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Statement"),
        help_text=gettext_lazy("CAMT.053 (XML) from your bank, or a table (CSV, XLSX) with the columns date, amount "
                               "and reference."),
    )


def statements_address(edition: Edition) -> str:
    return reverse("edition_statements", kwargs={"key": edition.key})


@requires("payments.statements", edition_with_terms)
@require_http_methods(["GET", "POST"])
def edition_statements(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Bring a statement in; then what came in and is not in the books yet."""
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        terms = edition.terms
        try:
            found = acts.bring_in(terms.issuer, file.name or "", file.read(), terms.currency, request.user)
        except NotAStatement as refusal:
            form.add_error("file", str(refusal))
        else:
            tell(request, found)
            return redirect(statements_address(edition))
    lines = list(
        StatementLine.objects.filter(issuer=edition.terms.issuer, booked=False, set_aside="")
        .select_related("order__edition", "order__school")[:SHOWN]
    )
    dues = owed_by_order(line.order_id for line in lines if line.order_id)
    looked_at = [
        (line, dues.get(line.order_id, 0), bool(line.order and line.currency == line.order.currency)) for line in lines
    ]
    return render(request, "events/payments/statements.html", {
        "edition": edition, "form": form,
        "lines": [(line, acts.standing_of(line, due), fits) for line, due, fits in looked_at],
        "exact": sum(1 for line, due, fits in looked_at if fits and line.amount == due),
        "open_orders": Order.objects.filter(edition=edition, state=OrderState.OPEN).select_related("school")[:SHOWN],
        "aside": StatementLine.objects.filter(issuer=edition.terms.issuer, booked=False).exclude(set_aside="")[:SHOWN],
    })


def tell(request: HttpRequest, found: acts.BroughtIn) -> None:
    messages.success(
        request, ngettext("%(n)s new line.", "%(n)s new lines.", found.new) % {"n": found.new}
    )
    if found.known:
        messages.info(request, ngettext(
            "%(n)s line was brought in before and is passed over.",
            "%(n)s lines were brought in before and are passed over.", found.known,
        ) % {"n": found.known})
    for words in found.passed_over[:20]:
        messages.info(request, _("Passed over: %(words)s") % {"words": words})


@requires("payments.statements", edition_with_terms)
@require_POST
def book_exact_lines(request: HttpRequest, edition: Edition) -> HttpResponse:
    lines = StatementLine.objects.filter(
        issuer=edition.terms.issuer, booked=False, set_aside="", order__isnull=False
    ).select_related("order", "issuer")[:SHOWN]
    booked = acts.book_exact(list(lines), request.user)
    messages.success(request, ngettext("%(n)s line is booked.", "%(n)s lines are booked.", booked) % {"n": booked})
    return redirect(statements_address(edition))


@requires("payments.book", statement_line_by_key)
@require_POST
def statement_line_act(request: HttpRequest, line: StatementLine) -> HttpResponse:
    """Book one line, say which order it pays, or set it aside."""
    edition = get_object_or_404(Edition.objects.filter(terms__issuer=line.issuer), key=request.POST.get("edition", ""))
    try:
        if "book" in request.POST:
            acts.book(line, request.user)
            messages.success(request, _("Booked."))
        elif "aside" in request.POST:
            acts.set_aside(line, request.POST.get("why", ""), request.user)
            messages.success(request, _("Set aside."))
        else:
            order = get_object_or_404(Order, edition__terms__issuer=line.issuer, key=request.POST.get("order", ""))
            acts.assign(line, order, request.user)
            messages.success(request, _("Look at it once more and book it."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(statements_address(edition))
