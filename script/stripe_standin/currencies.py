"""Amounts as docs.stripe.com/currencies tells them: in a currency's smallest unit, with its special cases."""

from decimal import Decimal

from script.stripe_standin.refusal import Refusal, invalid

ZERO_DECIMAL = frozenset([
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf",
])
THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
# Without decimals in use, with two in the API: the amount must be a whole multiple of a hundred.
WHOLE_HUNDREDS = frozenset(["isk", "ugx"])
TWO_DECIMAL = frozenset([
    "aed", "aud", "bnd", "brl", "cad", "chf", "cny", "czk", "dkk", "egp", "eur", "gbp", "hkd", "huf", "idr",
    "ils", "inr", "khr", "lak", "mmk", "mop", "mxn", "myr", "nok", "nzd", "php", "pkr", "pln", "qar", "ron",
    "rub", "sar", "sek", "sgd", "thb", "try", "twd", "usd", "uyu", "zar", "isk", "ugx", "lkr", "npr", "bdt",
    "mvr",
])
KNOWN = ZERO_DECIMAL | THREE_DECIMAL | TWO_DECIMAL
LEAST = {
    "usd": 50, "aed": 200, "aud": 50, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50, "gbp": 30,
    "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "pln": 200,
    "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}
MOST = 99_999_999
LARGER = {"idr": 999_999_999_999, **dict.fromkeys(["vnd", "krw", "jpy", "lak"], 9_999_999_999)}


def currency_of(code: str, param: str) -> str:
    code = code.lower()
    if code not in KNOWN:
        raise invalid(param, f"Invalid currency: {code}. Stripe currently supports these currencies: …")
    return code


def decimals(currency: str) -> int:
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def shown(amount: int, currency: str) -> str:
    places = decimals(currency)
    return f"{Decimal(amount).scaleb(-places):.{places}f} {currency.upper()}"


def refuse_wrong_step(amount: int, currency: str, param: str) -> None:
    """Three-decimal amounts end in zero, ISK and UGX in two zeros."""
    if currency in THREE_DECIMAL and amount % 10:
        raise invalid(param, f"Invalid amount: {currency.upper()} amounts must be evenly divisible by 10.")
    if currency in WHOLE_HUNDREDS and amount % 100:
        raise invalid(param, f"Invalid amount: {currency.upper()} amounts must be evenly divisible by 100.")


def refuse_unchargeable(amount: int, currency: str, param: str) -> None:
    """An amount below what may be charged in this currency, above it, or with decimals it has not."""
    refuse_wrong_step(amount, currency, param)
    if amount < LEAST.get(currency, 1):
        least = shown(LEAST.get(currency, 1), currency)
        raise Refusal(f"Amount must be no less than {least}", code="amount_too_small", param=param)
    if amount > LARGER.get(currency, MOST):
        most = shown(LARGER.get(currency, MOST), currency)
        raise Refusal(f"Amount must be no more than {most}", code="amount_too_large", param=param)
