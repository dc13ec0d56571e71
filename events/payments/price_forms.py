"""The forms by which an organiser says what an edition costs."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries
from moneyed import CURRENCIES

from core.accounts.zoned_forms import ClockTime, in_zone
from core.accounts.zones import zone_or_utc
from events.payments import money
from events.payments.models import CountryGroup, Extra, Fee, Scholarship, Terms
from events.programmes.models import Edition
from talent.institutions.models import Institution, MemberCountry


class AmountField(forms.CharField):
    """An amount as people type it; `cleaned_data` has smallest units. The form sets `currency`."""

    currency = "USD"

    def clean(self, value: Any) -> int:
        typed = super().clean(value)
        if not typed:
            return 0
        try:
            minor = money.typed(typed, self.currency)
        except money.NotAnAmount as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if minor % money.step_of(self.currency):
            raise forms.ValidationError(
                _("Amounts in %(currency)s end in zero here: cards are charged with two decimals only."),
                params={"currency": self.currency},
            )
        return minor


class TermsForm(forms.ModelForm):
    refund_steps = forms.CharField(
        label=gettext_lazy("Given back when a place is given up"), required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One step a line: days before it begins, a colon, percent. Such as “30: 100”, “7: 50”. "
                               "With none nothing is given back."),
    )

    class Meta:
        model = Terms
        fields = (
            "currency", "issuer", "issuer_address", "bank_account", "tax_name", "tax_percent", "tax_included",
            "by_card", "by_invoice", "due_days", "refund_steps",
        )
        widgets = {
            "issuer_address": forms.Textarea(attrs={"rows": 3}), "bank_account": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.edition = edition
        codes = sorted(code for code in money.AT_STRIPE if code in CURRENCIES)
        self.fields["currency"] = forms.ChoiceField(
            label=gettext_lazy("Currency"), choices=[(code, f"{code} – {CURRENCIES[code].name}") for code in codes]
        )
        hosts = [edition.programme.institution_id, edition.host_id, *edition.co_hosts.values_list("pk", flat=True)]
        self.fields["issuer"].queryset = Institution.objects.filter(pk__in=hosts)
        self.fields["issuer"].empty_label = None
        steps = self.instance.refund_steps or []
        self.initial["refund_steps"] = "\n".join(f"{step['days']}: {step['percent']}" for step in steps)
        if self.instance.pk and edition.orders.exists():
            # What was ordered is owed in this currency.
            self.fields["currency"].disabled = True

    def clean_refund_steps(self) -> list[dict[str, Any]]:
        found = []
        for number, line in enumerate(self.cleaned_data["refund_steps"].splitlines(), start=1):
            if not line.strip():
                continue
            days, colon, percent = (part.strip() for part in line.partition(":"))
            try:
                share = Decimal(percent.rstrip("% ").replace(",", "."))
                right = bool(colon) and days.isdecimal() and 0 <= share <= 100
            except InvalidOperation:
                right = False
            if not right:
                raise forms.ValidationError(
                    _("Line %(n)s: write days, a colon and a percentage from 0 to 100."), params={"n": number}
                )
            found.append({"days": int(days), "percent": str(share)})
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("by_card") and not cleaned.get("by_invoice"):
            self.add_error("by_card", _("Offer at least one way to pay."))
        if cleaned.get("by_invoice") and not (cleaned.get("bank_account") or "").strip():
            self.add_error("bank_account", _("Invoices need a bank account to pay into."))
        return cleaned


class PartForm(forms.ModelForm):
    """One price, group, scholarship or extra of an edition."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition, self.currency = edition, edition.terms.currency
        self.zone = zone_or_utc(edition.zone)
        self.instance.edition = edition
        for name, field in self.fields.items():
            if isinstance(field, AmountField):
                field.currency = self.currency
                field.help_text = field.help_text or _("In %(currency)s.") % {"currency": self.currency}
                kept = getattr(self.instance, name)
                self.initial[name] = str(money.decimal_of(kept, self.currency)) if kept is not None else ""
            elif isinstance(field, ClockTime):
                field.help_text = _("By the clocks of %(zone)s.") % {"zone": edition.zone.replace("_", " ")}
                if moment := getattr(self.instance, name):
                    self.initial[name] = moment.astimezone(self.zone).replace(tzinfo=None)

    def clean_until(self):
        typed = self.cleaned_data.get("until")
        moment = in_zone(typed, self.zone) if typed else None
        if typed and moment is None:
            raise forms.ValidationError(
                _("On that day the clocks there go forward, and this time does not exist.")
            )
        return moment


class FeeForm(PartForm):
    amount = AmountField(label=gettext_lazy("Price"))
    until = ClockTime(label=gettext_lazy("Ordered before"), required=False)

    class Meta:
        model = Fee
        fields = ("role", "group", "until", "amount")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = self.edition.country_groups.all()
        self.fields["group"].empty_label = _("every country")
        self.fields["role"].choices = [("", _("everybody")), *self.fields["role"].choices[1:]]


class GroupForm(PartForm):
    countries = forms.MultipleChoiceField(label=gettext_lazy("Countries"), widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = CountryGroup
        fields = ("name", "countries")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = {*MemberCountry.objects.filter(active=True).values_list("code", flat=True), *self.instance.countries}
        self.fields["countries"].choices = sorted(
            ((str(code), countries.name(code) or str(code)) for code in codes), key=lambda choice: choice[1]
        )


class ScholarshipForm(PartForm):
    amount = AmountField(label=gettext_lazy("Amount off"), required=False)
    until = ClockTime(label=gettext_lazy("Ordered before"), required=False)

    class Meta:
        model = Scholarship
        fields = ("name", "code", "percent", "amount", "uses", "until")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if len(code) < 6:
            raise forms.ValidationError(_("A code has at least six characters, so that nobody guesses it."))
        same = Scholarship.objects.filter(edition=self.edition, code__iexact=code).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("Another scholarship has this code."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("percent") and not cleaned.get("amount"):
            self.add_error("percent", _("Say how much is taken off: a percentage, an amount, or both."))
        return cleaned


class ExtraForm(PartForm):
    amount = AmountField(label=gettext_lazy("Price"))

    class Meta:
        model = Extra
        fields = ("name", "amount", "stock")

    def clean_stock(self) -> int | None:
        stock = self.cleaned_data["stock"]
        if stock is not None and stock < self.instance.ordered:
            raise forms.ValidationError(_("%(n)s are ordered already."), params={"n": self.instance.ordered})
        return stock


@dataclass(frozen=True)
class Part:
    """A kind of line on the page of prices."""

    model: type[models.Model]
    form: type[PartForm]
    new: Any
    edit: Any


PARTS = {
    "price": Part(Fee, FeeForm, gettext_lazy("New price"), gettext_lazy("Change the price")),
    "group": Part(CountryGroup, GroupForm, gettext_lazy("New group of countries"), gettext_lazy("Change the group")),
    "scholarship": Part(
        Scholarship, ScholarshipForm, gettext_lazy("New scholarship"), gettext_lazy("Change the scholarship")
    ),
    "extra": Part(Extra, ExtraForm, gettext_lazy("New extra"), gettext_lazy("Change the extra")),
}
