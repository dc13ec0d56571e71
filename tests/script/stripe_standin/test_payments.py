"""The stand-in through Stripe's official SDK: sessions, cards, refunds, the balance."""

import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from script.stripe_standin.parameters import decode
from script.stripe_standin.server import Server, StandIn

GOOD, DECLINED = "4242424242424242", "4000000000000002"


def test_a_session_is_paid_and_the_money_is_in_the_balance_less_the_fee(site):
    session = site.session(2500, client_reference_id="order-1", metadata={"order": "1"})
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 2500)
    assert session.payment_intent is None
    site.arrange("pay", session=session.id, method=GOOD)
    paid = site.client.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge.balance_transaction"]}
    )
    assert (paid.status, paid.payment_status, paid.client_reference_id) == ("complete", "paid", "order-1")
    entry = paid.payment_intent.latest_charge.balance_transaction
    assert entry.amount == 2500
    assert entry.net == entry.amount - entry.fee > 0
    assert site.client.v1.balance.retrieve().pending[0].amount == entry.net


def test_a_declined_card_leaves_the_session_open_for_the_second_try(site):
    session = site.session()
    assert site.arrange("pay", session=session.id, method=DECLINED)["error"] == "Your card was declined."
    open_still = site.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert open_still.status == "open"
    assert open_still.payment_intent.last_payment_error.decline_code == "generic_decline"
    assert not site.arrange("pay", session=session.id, method=GOOD)["error"]
    paid = site.client.v1.checkout.sessions.retrieve(session.id)
    assert paid.payment_intent == open_still.payment_intent.id
    charges = site.client.v1.charges.list({"payment_intent": paid.payment_intent})
    assert [charge.status for charge in charges.data] == ["succeeded", "failed"]


def test_the_payment_page_is_pressed_like_a_page(site):
    session = site.session(success_url="https://school.example/paid?session={CHECKOUT_SESSION_ID}")
    page = urllib.request.urlopen(session.url).read().decode()
    assert "25.00 SGD" in page
    assert "stand-in" in page

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *words):
            return None

    data = urllib.parse.urlencode({"method": GOOD, "email": "a@school.example"}).encode()
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.build_opener(Stay).open(session.url, data)
    assert answer.value.code == 303
    assert answer.value.headers["Location"] == f"https://school.example/paid?session={session.id}"
    assert "It has been paid" in urllib.request.urlopen(f"{site.base}/pay/{session.id}").read().decode()


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [(49, "sgd", "amount_too_small"), (100_000_000, "sgd", "amount_too_large"), (1005, "kwd", None),
     (150, "isk", None), (100, "xxx", None)],
)
def test_an_amount_that_cannot_be_charged_is_refused(site, amount, currency, code):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        site.session(amount, currency)
    assert refused.value.code == code
    assert refused.value.http_status == 400


@pytest.mark.parametrize(("amount", "currency"), [(500, "vnd"), (1000, "krw"), (1_000_000, "idr"), (5120, "kwd")])
def test_currencies_with_other_decimals_are_charged_in_their_smallest_unit(site, amount, currency):
    assert site.paid(amount, currency).amount_total == amount


@pytest.mark.parametrize(
    "wrong",
    [{"line_items": []}, {"mode": "setup"}, {"success_url": "paid"}, {"coupon": "x"}, {"customer_email": "nobody"},
     {"expires_at": int(time.time()) + 60}, {"payment_method_types": ["shells"]}, {"metadata": {"k" * 41: "v"}}],
)
def test_what_stripe_would_not_take_is_not_taken(site, wrong):
    with pytest.raises(stripe.InvalidRequestError):
        site.session(**wrong)
    assert not site.client.v1.checkout.sessions.list().data


def test_a_wrong_key_opens_nothing(site):
    stranger = stripe.StripeClient("sk_test_other", base_addresses={"api": site.base})
    with pytest.raises(stripe.AuthenticationError):
        stranger.v1.balance.retrieve()


def test_the_same_key_gives_the_same_session_and_another_request_under_it_is_refused(site):
    first = site.session(2500, options={"idempotency_key": "order-7"})
    assert site.session(2500, options={"idempotency_key": "order-7"}).id == first.id
    with pytest.raises(stripe.IdempotencyError):
        site.session(2600, options={"idempotency_key": "order-7"})
    assert len(site.client.v1.checkout.sessions.list().data) == 1


def test_what_failed_validation_is_not_remembered_under_its_key(site):
    with pytest.raises(stripe.InvalidRequestError):
        site.session(1, options={"idempotency_key": "order-8"})
    assert site.session(2500, options={"idempotency_key": "order-8"}).amount_total == 2500


def test_an_answer_that_is_lost_is_asked_for_again_and_nothing_is_done_twice(site):
    site.arrange("mishap", kind="answer lost")
    patient = stripe.StripeClient(site.client._requestor.api_key, base_addresses={"api": site.base},
                                  max_network_retries=2)
    site.client = patient
    session = site.session(2500)
    assert [each.id for each in patient.v1.checkout.sessions.list().data] == [session.id]


def test_a_session_expires_once_and_cannot_be_paid_then(site):
    session = site.session()
    assert site.client.v1.checkout.sessions.expire(session.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError):
        site.client.v1.checkout.sessions.expire(session.id)
    with pytest.raises(urllib.error.HTTPError) as refused:
        site.arrange("pay", session=session.id, method=GOOD)
    assert refused.value.code == 409


def test_a_payment_that_settles_later_is_unpaid_until_then(site):
    session = site.session(currency="eur", payment_method_types=["sepa_debit"])
    site.arrange("pay", session=session.id, method="later")
    waiting = site.client.v1.checkout.sessions.retrieve(session.id)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    site.arrange("settle", payment_intent=waiting.payment_intent, good=True)
    assert site.client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_refunds_never_come_to_more_than_the_charge(site):
    intent = site.paid(2500).payment_intent
    refunds = site.client.v1.refunds
    refunds.create({"payment_intent": intent, "amount": 1000})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refunds.create({"payment_intent": intent, "amount": 1501})
    assert refused.value.param == "amount"
    assert refunds.create({"payment_intent": intent}).amount == 1500
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refunds.create({"payment_intent": intent})
    assert refused.value.code == "charge_already_refunded"
    assert site.client.v1.charges.list({"payment_intent": intent}).data[0].refunded


def test_one_refund_asked_for_twenty_times_at_once_under_one_key_is_made_once(site):
    intent = site.paid(2500).payment_intent
    outcomes = []

    def ask():
        try:
            made = site.client.v1.refunds.create(
                {"payment_intent": intent, "amount": 100}, {"idempotency_key": "refund-1"}
            )
            outcomes.append(made.id)
        except stripe.StripeError as told:
            outcomes.append("in progress" if "in-progress" in str(told) else str(told))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = site.client.v1.refunds.list({"payment_intent": intent}).data
    assert len(made) == 1
    assert len(outcomes) == 20
    assert set(outcomes) - {"in progress"} == {made[0].id}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.integers(min_value=-5, max_value=1200), max_size=6))
def test_the_balance_is_what_was_charged_less_what_was_given_back_and_the_fee(site, parts):
    session = site.paid(2500)
    back = 0
    for part in parts:
        try:
            back += site.client.v1.refunds.create({"payment_intent": session.payment_intent, "amount": part}).amount
        except stripe.InvalidRequestError:
            assert part <= 0 or back + part > 2500
    charge = site.client.v1.charges.list({"payment_intent": session.payment_intent}).data[0]
    rows = list(site.client.v1.balance_transactions.list({"source": charge.id}).auto_paging_iter())
    given_back = site.client.v1.refunds.list({"charge": charge.id, "limit": 100}).data
    assert sum(row.amount for row in rows) == 2500
    assert sum(refund.amount for refund in given_back) == back == charge.amount_refunded


def test_lists_are_paged_from_the_newest(site):
    made = [site.session().id for _ in range(7)]
    listed = site.client.v1.checkout.sessions.list({"limit": 3})
    assert [each.id for each in listed.auto_paging_iter()] == made[::-1]
    with pytest.raises(stripe.InvalidRequestError):
        site.client.v1.checkout.sessions.list({"limit": 101})


def test_what_was_remembered_in_a_file_is_there_after_a_restart(tmp_path):
    path = str(tmp_path / "state.sqlite3")
    before = StandIn(path=path)
    server = Server(before)
    made = before.api("POST", "/v1/checkout/sessions", decode(
        "mode=payment&success_url=https://a.example&line_items[0][quantity]=2&line_items[0][price_data][currency]=usd"
        "&line_items[0][price_data][unit_amount]=500&line_items[0][price_data][product_data][name]=Camp"
    ), server.base)[1]
    server.server_close()
    after = StandIn(path=path)
    assert after.store.get("checkout.session", made["id"])["amount_total"] == 1000
    assert after.store.hidden[made["id"]]["lines"][0]["name"] == "Camp"
