"""Amounts: whole numbers of a currency's smallest unit, told to people and to Stripe as each counts them.

How many decimals a currency has, and how an amount is written in a language, `py-moneyed` knows (ISO 4217, CLDR).
Stripe counts a few currencies otherwise: docs.stripe.com/currencies.
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from moneyed import CURRENCIES, Money, get_currency
from moneyed.l10n import format_money

# No decimals in use, but two at Stripe, both zero.
TWO_AT_STRIPE = frozenset({"ISK", "UGX"})
# Three decimals, of which Stripe takes only two: the last digit must be zero.
TENS_AT_STRIPE = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
# What Stripe charges in, of ISO 4217; the plan's members' own currencies among them.
AT_STRIPE = frozenset([
    "AED", "AUD", "BDT", "BHD", "BND", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD",
    "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY", "KHR", "KRW", "KWD", "LAK", "LKR", "MMK", "MOP", "MVR",
    "MXN", "MYR", "NOK", "NPR", "NZD", "OMR", "PHP", "PKR", "PLN", "QAR", "RON", "RUB", "SAR", "SEK", "SGD",
    "THB", "TND", "TRY", "TWD", "UGX", "USD", "UYU", "VND", "ZAR",
])


class NotAnAmount(ValueError):
    """What was typed is no amount of this currency; the text is a sentence for the person."""


@cache
def decimals(currency: str) -> int:
    """How many decimals the currency has (ISO 4217): 0 for VND, 2 for SGD and IDR, 3 for KWD."""
    return len(str(get_currency(currency).sub_unit)) - 1


def known(currency: str) -> bool:
    return currency in CURRENCIES


def decimal_of(minor: int, currency: str) -> Decimal:
    """1250 of SGD as 12.50."""
    return Decimal(minor).scaleb(-decimals(currency))


def shown(minor: int, currency: str) -> str:
    """The amount as the reader's language writes it, with its currency's code."""
    language = (get_language() or "en").replace("-", "_")
    locale = {"zh_hans": "zh_Hans", "en_gb": "en_GB"}.get(language, language)
    places = decimals(currency)
    return format_money(
        Money(decimal_of(minor, currency), currency), locale=locale, currency_digits=False,
        format="¤¤ #,##0" + ("." + "0" * places if places else ""),
    )


def typed(text: str, currency: str) -> int:
    """What a person typed ("1,250.50", "1 250,50", "30") as smallest units.

    Raises NotAnAmount for anything else, for a negative amount, and for more decimals than the currency has.
    """
    plain = "".join(text.split()).replace("\u202f", "").replace("'", "")
    if "," in plain and "." in plain:
        thousands = "," if plain.rindex(".") > plain.rindex(",") else "."
        plain = plain.replace(thousands, "")
    elif plain.count(",") > 1 or plain.count(".") > 1:
        plain = plain.replace(",", "").replace(".", "")
    plain = plain.replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise NotAnAmount(_("Enter an amount, such as 120 or 120.50.")) from None
    if not value.is_finite() or value < 0 or value >= Decimal(10) ** 12:
        raise NotAnAmount(_("Enter an amount that is not negative."))
    minor = value.scaleb(decimals(currency))
    if minor != minor.to_integral_value():
        raise NotAnAmount(
            _("%(currency)s has %(n)s decimals at most.") % {"currency": currency, "n": decimals(currency)}
        )
    return int(minor)


def for_stripe(minor: int, currency: str) -> int:
    """The amount as Stripe counts it. Raises NotAnAmount where Stripe cannot charge it to the last unit."""
    if currency not in AT_STRIPE:
        raise NotAnAmount(_("Cards cannot be charged in %(currency)s.") % {"currency": currency})
    if currency in TENS_AT_STRIPE and minor % 10:
        raise NotAnAmount(
            _("Cards are charged in %(currency)s with two decimals only.") % {"currency": currency}
        )
    return minor * 100 if currency in TWO_AT_STRIPE else minor


def from_stripe(amount: int, currency: str) -> int:
    """Stripe's count as ours. Raises NotAnAmount for an amount that the currency does not have."""
    if currency in TWO_AT_STRIPE:
        whole, rest = divmod(amount, 100)
        if rest:
            raise NotAnAmount(f"{amount} of {currency}")
        return whole
    return amount


def rounded(value: Decimal, step: int = 1) -> int:
    """To the nearest whole multiple of `step` smallest units; a half goes up, away from zero."""
    return int((value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)) * step


def step_of(currency: str) -> int:
    """The least amount in which prices are computed: ten for the three-decimal currencies, as Stripe takes them."""
    return 10 if currency in TENS_AT_STRIPE else 1
