"""Amounts in every currency, prices, reductions, tax, refunds, references."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events.payments import money
from events.payments.money import NotAnAmount
from events.payments.prices import Price, price_for
from events.payments.reference import reference_for, references_in
from events.payments.refund_rules import RefundStep, given_back, percent_back
from events.payments.totals import LineTotal, Reduction, Tax, line_total, sum_of

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
CURRENCIES = st.sampled_from(sorted(money.AT_STRIPE))


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [(123450, "SGD", "SGD 1,234.50"), (123450, "VND", "VND 123,450"), (123450, "KWD", "KWD 123.450"),
     (123450, "KRW", "KRW 123,450"), (123450, "IDR", "IDR 1,234.50"), (123450, "LAK", "LAK 1,234.50")],
)
def test_an_amount_is_shown_to_its_last_unit(minor, currency, words):
    with translation.override("en-gb"):
        assert money.shown(minor, currency).replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("120", "SGD", 12000), ("1,250.50", "SGD", 125050), ("1 250,5", "RUB", 125050), ("1.250.000", "VND", 1250000),
     ("0,005", "KWD", 5), ("1'000", "CHF", 100000)],
)
def test_amounts_are_read_as_people_type_them(text, currency, minor):
    assert money.typed(text, currency) == minor


@pytest.mark.parametrize(("text", "currency"), [("-1", "SGD"), ("ten", "SGD"), ("1.5", "VND"), ("1.001", "SGD"),
                                                ("NaN", "SGD"), ("1e99", "SGD"), ("", "SGD")])
def test_what_is_no_amount_is_refused(text, currency):
    with pytest.raises(NotAnAmount):
        money.typed(text, currency)


@given(st.integers(min_value=0, max_value=10**9), CURRENCIES)
def test_stripe_counts_back_to_the_same_amount_or_refuses(minor, currency):
    try:
        at_stripe = money.for_stripe(minor, currency)
    except NotAnAmount:
        assert currency in money.TENS_AT_STRIPE
        assert minor % 10
    else:
        assert money.from_stripe(at_stripe, currency) == minor


def test_an_amount_that_the_currency_does_not_have_is_not_taken_from_stripe():
    with pytest.raises(NotAnAmount):
        money.from_stripe(150, "UGX")


PRICES = [
    Price(30000), Price(20000, countries=frozenset({"LA", "KH"})), Price(25000, until=NOON),
    Price(10000, role="leader"), Price(15000, role="student", countries=frozenset({"LA"}), until=NOON),
]


@pytest.mark.parametrize(
    ("role", "country", "moment", "amount"),
    [("student", "SG", NOON, 30000), ("student", "SG", NOON - timedelta(seconds=1), 25000),
     ("student", "LA", NOON - timedelta(seconds=1), 15000), ("student", "LA", NOON, 20000),
     ("leader", "LA", NOON, 10000), ("student", "KH", NOON, 20000)],
)
def test_the_price_that_says_most_about_the_person_counts(role, country, moment, amount):
    assert price_for(PRICES, role, country, moment) == amount
    assert price_for(PRICES[::-1], role, country, moment) == amount


def test_without_a_price_for_such_a_person_there_is_none():
    assert price_for([Price(1, role="leader")], "student", "LA", NOON) is None


AMOUNTS = st.integers(min_value=0, max_value=10**9)
PERCENTS = st.decimals(min_value=0, max_value=100, places=2)


@given(AMOUNTS, PERCENTS, AMOUNTS, PERCENTS, st.booleans(), st.sampled_from([1, 10]))
def test_a_line_is_never_negative_and_its_parts_add_up(price, off, fixed, rate, included, step):
    price, fixed = price * step, fixed * step
    line = line_total(price, Reduction(off, fixed), Tax(rate, included), step)
    assert 0 <= line.off <= price
    assert min(line.net, line.tax) >= 0
    assert {part % step for part in (line.net, line.tax, line.off)} == {0}
    left = price - line.off
    assert line.gross == left if included else line.net == left
    assert abs(Decimal(line.tax) - line.net * rate / 100) <= step


@given(st.lists(st.tuples(AMOUNTS, PERCENTS), max_size=8))
def test_a_total_is_the_sum_of_its_lines(rows):
    lines = [line_total(price, None, Tax(rate)) for price, rate in rows]
    assert sum_of(lines).gross == sum(line.gross for line in lines)


def test_a_half_is_rounded_up():
    assert line_total(150, None, Tax(Decimal(7))) == LineTotal(150, 0, 150, 11)
    assert line_total(5, Reduction(Decimal(50)), Tax()).off == 3


STEPS = [RefundStep(30, Decimal(100)), RefundStep(7, Decimal(50))]


@pytest.mark.parametrize(("days", "percent"), [(31, 100), (30, 100), (29, 50), (7, 50), (6, 0), (0, 0), (-1, 0)])
def test_the_days_left_by_the_editions_own_calendar_decide_what_is_given_back(days, percent):
    begins = datetime(2026, 7, 1, 1, tzinfo=UTC)
    # In Vientiane (UTC+7) the moment falls on another day than in UTC.
    moment = begins - timedelta(days=days) + timedelta(hours=-2)
    assert percent_back(STEPS, begins, moment, "Asia/Vientiane") == percent


def test_once_it_has_begun_and_without_a_rule_nothing_is_given_back():
    assert percent_back([RefundStep(0, Decimal(100))], NOON, NOON, "UTC") == 0
    assert percent_back([], NOON, NOON - timedelta(days=90), "UTC") == 0


@given(AMOUNTS, PERCENTS)
def test_never_more_than_the_amount_is_given_back(amount, percent):
    assert 0 <= given_back(amount, percent) <= amount


@given(st.text(alphabet="ABCXYZ", max_size=6), st.integers(min_value=1, max_value=999999))
def test_a_reference_is_found_in_what_a_payer_types(series, number):
    reference = reference_for(series, number)
    spaced = " ".join(reference[at:at + 4] for at in range(0, len(reference), 4)).lower()
    assert reference in references_in(f"fee: {spaced}")


def test_a_reference_with_a_wrong_digit_is_not_taken():
    reference = reference_for("A", 17)
    assert not references_in(reference[:-1] + ("1" if reference[-1] != "1" else "2"))
