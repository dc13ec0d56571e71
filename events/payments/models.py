from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from core.audit.lifecycle import Lifecycle
from core.keys import Record
from events.payments import money
from events.payments.bank_models import StatementFile, StatementLine
from events.payments.ledger_models import Account, LedgerEntry, Posting
from events.programmes.models import Edition
from events.registration.models import Registration, RegistrationRole
from talent.institutions.models import Institution

__all__ = [
    "Account", "Attempt", "AttemptState", "CountryGroup", "Extra", "Fee", "Invoice", "InvoiceKind", "InvoiceSeries",
    "LedgerEntry", "Order", "OrderLine", "OrderState", "Posting", "Refund", "RefundState", "Scholarship",
    "StatementFile", "StatementLine", "StripeEvent", "Terms",
]


class Terms(Record):
    """How an edition is paid for: currency, tax, ways to pay, what is given back. Without terms it is free."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="terms")
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    issuer = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="+", verbose_name=_("who issues invoices")
    )
    issuer_address = models.TextField(_("address on invoices"), blank=True)
    bank_account = models.TextField(
        _("bank account"), blank=True, help_text=_("As it stands on invoices: bank, account number, BIC.")
    )
    tax_name = models.CharField(_("tax"), max_length=40, blank=True, help_text=_("Such as VAT. Empty: no tax."))
    tax_percent = models.DecimalField(
        _("rate in percent"), max_digits=5, decimal_places=2, default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    tax_included = models.BooleanField(_("prices contain the tax"), default=True)
    by_card = models.BooleanField(_("by card or local method, at Stripe"), default=True)
    by_invoice = models.BooleanField(_("by bank transfer, with an invoice"), default=True)
    due_days = models.PositiveSmallIntegerField(_("days to pay an invoice"), default=30)
    # Steps [{"days": 30, "percent": "100"}, …]: see `refund_rules`.
    refund_steps = models.JSONField(_("given back when a place is given up"), default=list, blank=True)

    class Meta:
        verbose_name = _("terms of payment")
        verbose_name_plural = _("terms of payment")

    def __str__(self) -> str:
        return str(self.edition)


class CountryGroup(Record):
    """Countries that pay the same in one edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="country_groups")
    name = models.CharField(_("name"), max_length=80)
    countries = models.JSONField(_("countries"), default=list)

    class Meta:
        verbose_name = _("group of countries")
        verbose_name_plural = _("groups of countries")
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="one_group_of_a_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Fee(Record):
    """One price of an edition, in its terms' currency."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="fees")
    role = models.CharField(_("for"), max_length=10, choices=RegistrationRole, blank=True)
    group = models.ForeignKey(
        CountryGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="fees",
        verbose_name=_("countries"),
    )
    until = models.DateTimeField(_("ordered before"), null=True, blank=True)
    amount = models.PositiveBigIntegerField(_("price"))

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["role", "group__name", "until", "amount"]

    def __str__(self) -> str:
        return money.shown(self.amount, self.edition.terms.currency)


class Scholarship(Record):
    """A reduction by code, for whoever has it, as often as it may be used."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="scholarships")
    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=40)
    percent = models.DecimalField(
        _("percent off"), max_digits=5, decimal_places=2, default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    amount = models.PositiveBigIntegerField(_("amount off"), default=0)
    uses = models.PositiveIntegerField(_("for how many places"), default=1, validators=[MinValueValidator(1)])
    until = models.DateTimeField(_("ordered before"), null=True, blank=True)

    class Meta:
        verbose_name = _("scholarship")
        verbose_name_plural = _("scholarships")
        constraints = [
            models.UniqueConstraint("edition", Upper("code"), name="one_scholarship_of_a_code"),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Extra(Record):
    """What may be ordered besides the place: a T-shirt, a night more. Stock is what there is in all, if limited."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="extras")
    name = models.CharField(_("name"), max_length=120)
    amount = models.PositiveBigIntegerField(_("price"))
    stock = models.PositiveIntegerField(_("how many there are"), null=True, blank=True)
    ordered = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("extra")
        verbose_name_plural = _("extras")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stock__isnull=True) | models.Q(ordered__lte=models.F("stock")),
                name="no_more_extras_than_stock",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OrderState(models.TextChoices):
    OPEN = "to_pay", _("to be paid")
    PAID = "paid", _("paid")
    CANCELLED = "cancelled", _("cancelled")


class Order(Record):
    """What one school or family owes for one edition: lines whose prices were fixed when it was made."""

    State = OrderState
    lifecycle = Lifecycle(
        states=OrderState, allowed={"to_pay": {"paid", "cancelled"}, "paid": {"to_pay", "cancelled"}},
        path=("to_pay", "paid"),
    )

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="orders")
    school = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="orders", verbose_name=_("school")
    )
    # A family's order has its guardian's email; a school's goes to its coordinators.
    email = models.EmailField(_("email"), blank=True)
    billed_to = models.CharField(_("billed to"), max_length=200)
    address = models.TextField(_("address"), blank=True)
    language = models.CharField(max_length=10, default="en-gb")
    currency = models.CharField(max_length=3)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=OrderState, default=OrderState.OPEN)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        indexes = [
            models.Index(fields=["edition", "state", "id"], name="order_by_state"),
            models.Index(fields=["school", "edition"], name="order_by_school"),
        ]

    def __str__(self) -> str:
        return f"{self.billed_to}, {self.edition}"


class OrderLine(Record):
    """One place or extra in an order, as it was priced then. `credited` is what was taken back of its gross."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="order_lines"
    )
    extra = models.ForeignKey(Extra, null=True, blank=True, on_delete=models.PROTECT, related_name="lines")
    scholarship = models.ForeignKey(
        Scholarship, null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    words = models.CharField(max_length=300)
    number = models.PositiveIntegerField(default=1)
    price = models.PositiveBigIntegerField()
    off = models.PositiveBigIntegerField(default=0)
    net = models.PositiveBigIntegerField()
    tax = models.PositiveBigIntegerField(default=0)
    tax_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    credited = models.PositiveBigIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("line of an order")
        verbose_name_plural = _("lines of orders")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=models.Q(cancelled_at__isnull=True), name="one_live_line_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(credited__lte=models.F("net") + models.F("tax")), name="no_more_credit_than_line"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def gross(self) -> int:
        return self.net + self.tax


class AttemptState(models.TextChoices):
    OPEN = "open", _("page open")
    PAID = "paid", _("paid")
    UNDER_WAY = "under_way", _("on its way")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("expired")


class Attempt(Record):
    """One Checkout Session at Stripe for an order. `amount` is what it was opened for, in our smallest unit."""

    State = AttemptState
    lifecycle = Lifecycle(
        states=AttemptState,
        allowed={"open": {"paid", "under_way", "expired", "failed"}, "under_way": {"paid", "failed"},
                 "failed": {"paid"}, "expired": {"paid"}},
        path=("open", "paid"),
    )

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="attempts")
    amount = models.PositiveBigIntegerField()
    session = models.CharField(max_length=120, blank=True)
    intent = models.CharField(max_length=120, blank=True)
    charge = models.CharField(max_length=120, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=AttemptState, default=AttemptState.OPEN)

    class Meta:
        verbose_name = _("payment at Stripe")
        verbose_name_plural = _("payments at Stripe")
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=~models.Q(session=""), name="one_attempt_a_session"),
            models.UniqueConstraint(fields=["order"], condition=models.Q(state="open"), name="one_open_attempt"),
        ]

    def __str__(self) -> str:
        return str(self.order)


class RefundState(models.TextChoices):
    ASKED = "asked", _("asked for")
    DONE = "done", _("given back")
    FAILED = "failed", _("failed")


class Refund(Record):
    """Money given back: to the card it came from, or by a transfer that somebody makes."""

    State = RefundState
    lifecycle = Lifecycle(
        states=RefundState, allowed={"asked": {"done", "failed"}, "failed": {"asked", "done"}}, path=("asked", "done")
    )

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(Attempt, null=True, blank=True, on_delete=models.PROTECT, related_name="refunds")
    amount = models.PositiveBigIntegerField(_("amount"), validators=[MinValueValidator(1)])
    reason = models.TextField(_("reason"), blank=True)
    stripe_id = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=RefundState, default=RefundState.ASKED)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.UniqueConstraint(
                fields=["stripe_id"], condition=~models.Q(stripe_id=""), name="one_refund_a_stripe_refund"
            )
        ]

    def __str__(self) -> str:
        return str(self.order)


class InvoiceSeries(models.Model):
    """The numbers of one issuer's invoices: the last one given, without gaps."""

    issuer = models.OneToOneField(Institution, on_delete=models.PROTECT, related_name="invoice_series")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series of invoices")
        verbose_name_plural = _("series of invoices")


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice", _("invoice")
    CREDIT_NOTE = "credit_note", _("credit note")


class Invoice(Record):
    """An invoice or credit note as it was issued. `shown` holds all that is on it: it never changes afterwards."""

    Kind = InvoiceKind

    kind = models.CharField(max_length=12, choices=InvoiceKind, default=InvoiceKind.INVOICE)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices")
    issuer = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="issued_invoices")
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=25)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="credit_notes")
    total = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    issued_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    shown = models.JSONField(default=dict)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="one_invoice_a_number"),
            models.UniqueConstraint(fields=["reference"], name="one_invoice_a_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.number:06}"


class StripeEvent(models.Model):
    """One event that Stripe told of, kept as it came, once, with what became of it."""

    event = models.CharField(max_length=120, unique=True)
    type = models.CharField(max_length=80)
    body = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.SET_NULL, related_name="stripe_events")

    class Meta:
        verbose_name = _("event at Stripe")
        verbose_name_plural = _("events at Stripe")
        indexes = [models.Index(fields=["handled_at", "id"], name="stripe_event_to_handle")]

    def __str__(self) -> str:
        return self.event
