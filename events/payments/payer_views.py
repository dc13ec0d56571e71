"""A school's pages: what is to be ordered, its orders, paying, invoices."""

from datetime import timedelta

import stripe
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import requires
from core.accounts.limits import too_often, within_limit
from core.audit.lifecycle import Refused
from core.documents.typeset import pdf_response
from core.lists.listing import Column, Filter, Listing
from events.payments import checkout, money
from events.payments.invoice_pdf import invoice_pdf
from events.payments.invoices import issue_invoice
from events.payments.ledger import owed
from events.payments.letters import send_invoice
from events.payments.loading import edition_to_order, invoice_by_key, order_by_key
from events.payments.models import AttemptState, Invoice, InvoiceKind, Order, OrderState
from events.payments.orders import make_order, prices_of, tax_of, to_order
from events.payments.prices import price_for
from events.payments.stripe_client import offered
from events.payments.totals import line_total
from events.programmes.models import Edition
from events.registration.models import Registration
from events.registration.school_views import school_chosen, schools_of

CODES_TRIED, CODES_WITHIN = 20, timedelta(minutes=10)


def order_address(order: Order) -> str:
    return reverse("order_page", kwargs={"key": order.key})


MY_ORDERS = Listing(
    name="orders",
    columns=[
        Column("edition", gettext_lazy("Edition"), "edition.title", link=order_address),
        Column("billed_to", gettext_lazy("Billed to"), "billed_to"),
        Column("made", gettext_lazy("Ordered"), "created_at", sort="created_at"),
        Column("state", gettext_lazy("State"), "get_state_display", state=True, machine=lambda row: row.state),
        Column("key", gettext_lazy("Order"), "key"),
    ],
    filters=[Filter("state", gettext_lazy("State"), OrderState.choices, "state")],
    search=["edition__title", "billed_to", "key"],
    sort="-created_at",
    empty=gettext_lazy("Your school has ordered nothing yet."),
    empty_next=gettext_lazy("Register students for an edition; if it costs something, you are asked to order here."),
)


class OrderForm(forms.Form):
    """What is ordered besides the ticked places."""

    code = forms.CharField(
        label=gettext_lazy("Code of a scholarship"), max_length=40, required=False,
        help_text=gettext_lazy("If you were given one."),
    )
    address = forms.CharField(
        label=gettext_lazy("Address on the invoice"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, edition: Edition, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.extras = {f"extra-{extra.key}": extra for extra in edition.extras.all()}
        for name, extra in self.extras.items():
            left = None if extra.stock is None else max(0, extra.stock - extra.ordered)
            price = money.shown(extra.amount, edition.terms.currency)
            self.fields[name] = forms.IntegerField(
                label=extra.name, min_value=0, max_value=500 if left is None else left, required=False,
                help_text=price if left is None else _("%(price)s each, %(n)s left") % {"price": price, "n": left},
            )

    def wanted_extras(self) -> dict:
        return {extra: self.cleaned_data[name] for name, extra in self.extras.items() if self.cleaned_data.get(name)}


@requires("payments.order")
@require_GET
def my_orders(request: HttpRequest) -> HttpResponse:
    rows = Order.objects.filter(school__in=schools_of(request.user)).select_related("edition")
    return MY_ORDERS.answer(request, rows, "events/payments/my_orders.html")


@requires("payments.order", edition_to_order)
@require_http_methods(["GET", "POST"])
def new_order(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The school's places that are in no order yet, each with its price, and what else may be ordered."""
    school = school_chosen(request)
    form = OrderForm(request.POST if request.method == "POST" else None, edition=edition)
    rows = list(to_order(edition, school))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["code"] and not within_limit(
            "scholarship-code", str(request.user.pk), CODES_TRIED, CODES_WITHIN
        ):
            return too_often(request)
        ticked = set(request.POST.getlist("registration"))
        try:
            order = make_order(
                edition, school, [row for row in rows if row.key in ticked], request.user,
                extras=form.wanted_extras(), code=form.cleaned_data["code"], address=form.cleaned_data["address"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Ordered. Now choose how to pay.") if owed(order) else _("Nothing is to pay."))
            return redirect(order_address(order))
    return render(request, "events/payments/new_order.html", {
        "edition": edition, "school": school, "schools": schools_of(request.user), "form": form,
        "currency": edition.terms.currency, "terms": edition.terms,
        "rows": priced(edition, rows),
        "ticked": set(request.POST.getlist("registration")) if request.method == "POST" else {row.key for row in rows},
    })


def priced(edition: Edition, rows: list[Registration]) -> list[tuple[Registration, int | None]]:
    """Each with what the place costs now, before any reduction; None where no price is set."""
    prices, tax, now = prices_of(edition), tax_of(edition.terms), timezone.now()
    found = []
    for row in rows:
        price = price_for(prices, row.role, str(row.country), now)
        step = money.step_of(edition.terms.currency)
        found.append((row, None if price is None else line_total(price, None, tax, step).gross))
    return found


@requires("payments.see_order", order_by_key)
@require_GET
def order_page(request: HttpRequest, order: Order) -> HttpResponse:
    """The order: its lines, what is owed, how it can be paid, what came and went."""
    if request.GET.get("paid"):
        # The browser comes back before the webhook: ask Stripe at once, so that the page tells the truth.
        for attempt in order.attempts.filter(state__in=checkout.UNFINISHED).exclude(session=""):
            try:
                checkout.settle(attempt)
            except (stripe.StripeError, checkout.Disagreement):
                messages.info(request, _("The payment is being looked into; this page will show it."))
        order.refresh_from_db(fields=["state"])
    due = owed(order)
    pays = request.user.has_perm("payments.pay", order)
    return render(request, "events/payments/order.html", {
        "order": order, "edition": order.edition, "terms": order.edition.terms, "due": due, "pays": pays,
        "too_much": -due if due < 0 else 0,
        "runs": request.user.has_perm("payments.run", order),
        "lines": order.lines.select_related("scholarship", "extra"),
        "card": pays and due > 0 and offered() and order.edition.terms.by_card,
        "under_way": order.attempts.filter(state=AttemptState.UNDER_WAY).exists(),
        "invoices": order.invoices.select_related("issuer").order_by("number"),
        "to_invoice": pays and due > 0 and order.edition.terms.by_invoice
        and not order.invoices.filter(kind=InvoiceKind.INVOICE).exists(),
        "payments": order.ledger.filter(account="receivable", amount__lt=0).select_related("posting").order_by("pk"),
        "refunds": order.refunds.order_by("pk"),
    })


@requires("payments.pay", order_by_key)
@require_POST
def pay_order(request: HttpRequest, order: Order) -> HttpResponse:
    """Open the payment page at Stripe, and go there by a page of ours: a form may lead to no other host."""
    try:
        checkout.open_checkout(order)
        return redirect("to_payment", key=order.key)
    except (Refused, stripe.StripeError, checkout.Disagreement) as refusal:
        words = str(refusal) if isinstance(refusal, Refused) else _(
            "The payment page cannot be reached now. Nothing was charged; try again in a moment."
        )
        messages.error(request, words)
        return redirect(order_address(order))


@requires("payments.pay", order_by_key)
@require_GET
def to_payment(request: HttpRequest, order: Order) -> HttpResponse:
    attempt = order.attempts.filter(state=AttemptState.OPEN).exclude(url="").first()
    if attempt is None:
        return redirect(order_address(order))
    return render(request, "events/payments/to_payment.html", {"order": order, "attempt": attempt})


@requires("payments.pay", order_by_key)
@require_POST
def invoice_order(request: HttpRequest, order: Order) -> HttpResponse:
    try:
        invoice = issue_invoice(order, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        send_invoice(invoice)
        messages.success(request, _("Invoice %(number)s is issued.") % {"number": invoice})
    return redirect(order_address(order))


@requires("payments.see_order", invoice_by_key)
@require_GET
def invoice_sheet(request: HttpRequest, invoice: Invoice) -> HttpResponse:
    return pdf_response(invoice_pdf(invoice), f"{invoice.kind}-{invoice}.pdf")
