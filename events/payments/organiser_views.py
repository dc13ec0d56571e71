"""An organiser's pages of an edition's money: orders, the ledger, credits and refunds."""


from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.lists.listing import Column, Filter, Listing
from events.payments import money, refunds
from events.payments.crediting import credit
from events.payments.ledger import balances
from events.payments.loading import edition_with_terms, line_by_key, order_by_key, refund_by_key
from events.payments.models import Account, LedgerEntry, Order, OrderLine, OrderState, Refund, RefundState
from events.payments.payer_views import order_address
from events.payments.price_forms import AmountField
from events.programmes.models import Edition

ORDERS = Listing(
    name="orders",
    columns=[
        Column("school", gettext_lazy("School"), "billed_to", sort="billed_to", link=order_address),
        Column("country", gettext_lazy("Country"), "school.country.name", machine=lambda row: str(row.school.country)),
        Column("made", gettext_lazy("Ordered"), "created_at", sort="created_at"),
        Column("state", gettext_lazy("State"), "get_state_display", state=True, machine=lambda row: row.state),
        Column("key", gettext_lazy("Order"), "key"),
    ],
    filters=[Filter("state", gettext_lazy("State"), OrderState.choices, "state")],
    search=["billed_to", "school__latin_name", "key", "invoices__reference"],
    sort="-created_at",
    empty=gettext_lazy("Nothing has been ordered yet."),
    empty_next=gettext_lazy("Schools order when their students are registered and prices are set."),
)


def ledger_list(currency: str) -> Listing:
    return Listing(
        name="ledger",
        columns=[
            Column("at", gettext_lazy("When"), "posting.at"),
            Column("what", gettext_lazy("What"), "posting.what"),
            Column("order", gettext_lazy("Order"), "order.billed_to",
                   link=lambda row: order_address(row.order) if row.order_id else None),
            Column("account", gettext_lazy("Account"), "get_account_display", machine=lambda row: row.account),
            Column("amount", gettext_lazy("Amount"), lambda row: money.shown(row.amount, row.currency),
                   machine=lambda row: money.decimal_of(row.amount, row.currency)),
            Column("currency", gettext_lazy("Currency"), "currency", only_export=True),
            Column("posting", gettext_lazy("Posting"), "posting.once", only_export=True),
            Column("order_key", gettext_lazy("Order's key"), "order.key", only_export=True),
        ],
        filters=[Filter("account", gettext_lazy("Account"), Account.choices, "account")],
        search=["posting__what", "order__billed_to", "order__key"],
        sort="-pk",
        empty=gettext_lazy("Nothing is in the books yet."),
        empty_next=gettext_lazy("Every order, payment and refund is written here by itself, and never changed."),
    )


@requires("payments.run", edition_with_terms)
@require_GET
def edition_orders(request: HttpRequest, edition: Edition) -> HttpResponse:
    found = balances(edition)
    pending = Refund.objects.filter(order__edition=edition).exclude(state=RefundState.DONE)
    return ORDERS.answer(
        request, Order.objects.filter(edition=edition).select_related("school"), "events/payments/edition_orders.html",
        {
            "edition": edition, "currency": edition.terms.currency,
            "statements": request.user.has_perm("payments.statements", edition),
            "balances": [
                (Account(account).label, sign(account) * total, currency)
                for (account, currency), total in sorted(found.items())
            ],
            "refunds": pending.select_related("order__school")[:50],
        },
    )


def sign(account: str) -> int:
    """Income and tax stand in the books as credits; people read them as what was earned and is owed."""
    return -1 if account in {Account.INCOME, Account.TAX} else 1


@requires("payments.run", edition_with_terms)
@require_GET
def edition_ledger(request: HttpRequest, edition: Edition) -> HttpResponse:
    rows = LedgerEntry.objects.filter(edition=edition).select_related("posting", "order")
    return ledger_list(edition.terms.currency).answer(
        request, rows, "events/payments/ledger.html", {"edition": edition}
    )


class CreditForm(forms.Form):
    amount = AmountField(label=gettext_lazy("Amount taken back"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stands on the credit note, which the school reads."),
    )

    def __init__(self, *args, line: OrderLine, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.line, code = line, line.order.currency
        left = line.gross - line.credited
        self.fields["amount"].currency = code
        self.fields["amount"].help_text = _("At most %(amount)s.") % {"amount": money.shown(left, code)}
        self.initial["amount"] = str(money.decimal_of(left, code))

    def clean_amount(self) -> int:
        amount = self.cleaned_data["amount"]
        if not 0 < amount <= self.line.gross - self.line.credited:
            raise forms.ValidationError(_("The line has not so much left."))
        return amount


@requires("payments.run", line_by_key)
@require_http_methods(["GET", "POST"])
def credit_line(request: HttpRequest, line: OrderLine) -> HttpResponse:
    """Take part of a line back, or all of it; what was paid for it goes back where it came from."""
    form = CreditForm(request.POST if request.method == "POST" else None, line=line)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                order = Order.objects.select_for_update(no_key=True, of=("self",)).select_related("edition__terms").get(
                    pk=line.order_id
                )
                held = OrderLine.objects.select_for_update().get(pk=line.pk)
                credit(order, held, form.cleaned_data["amount"], request.user, form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error("amount", str(refusal))
        else:
            messages.success(request, _("It is taken back."))
            return redirect(order_address(line.order))
    return render(request, "pages/confirm.html", {
        "heading": _("Take back “%(line)s”?") % {"line": line.words}, "form": form,
        "consequence": _("What is owed becomes less. What was paid beyond it goes back: to the card it came from, or "
                         "by a transfer that you make."),
        "submit": _("Take back"), "cancel": order_address(line.order),
    })


@requires("payments.run", order_by_key)
@require_http_methods(["GET", "POST"])
def refund_order(request: HttpRequest, order: Order) -> HttpResponse:
    """Give back what was paid beyond what is owed."""
    rest = refunds.too_much(order)
    if request.method == "POST":
        if refunds.refund_what_is_too_much(order, request.user, _("paid too much")):
            messages.success(request, _("It is on its way back."))
        else:
            messages.info(request, _("Nothing is too much."))
        return redirect(order_address(order))
    return render(request, "pages/confirm.html", {
        "heading": _("Give back %(amount)s?") % {"amount": money.shown(rest, order.currency)},
        "consequence": _("It was paid beyond what is owed. It goes to the card it came from; what came by transfer "
                         "you transfer back yourself."),
        "submit": _("Give back"), "tone": "primary", "cancel": order_address(order),
    })


@requires("payments.run", refund_by_key)
@require_POST
def refund_paid_out(request: HttpRequest, refund: Refund) -> HttpResponse:
    return refund_act(request, refund, refunds.paid_out, _("It is in the books as given back."))


@requires("payments.run", refund_by_key)
@require_POST
def refund_again(request: HttpRequest, refund: Refund) -> HttpResponse:
    return refund_act(request, refund, refunds.try_again, _("It is asked for once more."))


def refund_act(request: HttpRequest, refund: Refund, act, words: str) -> HttpResponse:
    try:
        act(refund, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect(order_address(refund.order))
