from events.payments.invoices import issue_invoice
from events.payments.models import Refund
from tests.permissions.row import EVERYBODY, PUBLIC, SECRETARIAT, Row
from tests.world import COORDINATOR, ORGANISER, OTHER_COORDINATOR, OTHER_ORGANISER

OWN = {SECRETARIAT, ORGANISER}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}


def own(world):
    return {"key": world.order.edition.key}


def others(world):
    return {"key": world.other_order.edition.key}


def order(world):
    return {"key": world.order.key}


def other_order(world):
    return {"key": world.other_order.key}


def line(world):
    return {"key": world.order.lines.get().key}


def other_line(world):
    return {"key": world.other_order.lines.get().key}


def refund(world):
    return {"key": Refund.objects.get_or_create(order=world.order, amount=1)[0].key}


def invoice(world):
    return {"key": issue_invoice(world.order, "test").key}


def part(world):
    return {"key": world.order.edition.key, "kind": "price", "part": world.order.edition.fees.get().key}


def others_part(world):
    """The own edition's price under the other edition's address."""
    return {"key": world.other_order.edition.key, "kind": "price", "part": world.order.edition.fees.get().key}


ROWS = [
    Row("stripe_webhook", PUBLIC, EVERYBODY),
    Row("payment_terms", "payments.run", OWN, lambda world: {"key": world.edition.key}),
    Row("payment_terms", "payments.run", OTHERS, lambda world: {"key": world.other_edition.key}, "another's"),
    Row("my_orders", "payments.order", {COORDINATOR, OTHER_COORDINATOR}),
    Row("new_order", "payments.order", {COORDINATOR, OTHER_COORDINATOR}, own),
    Row("new_order", "payments.order", set(), lambda world: {"key": world.draft_edition.key}, "a draft", gone=True),
    Row("order_page", "payments.see_order", OWN | {COORDINATOR}, order),
    Row("order_page", "payments.see_order", OTHERS | {OTHER_COORDINATOR}, other_order, "another's"),
    Row("invoice_sheet", "payments.see_order", OWN | {COORDINATOR}, invoice),
    Row("statement_line_act", "payments.book", OWN, lambda world: {"key": world.statement_line.key}),
    Row("new_price_part", "payments.run", OWN, lambda world: {**own(world), "kind": "price"}),
    Row("new_price_part", "payments.run", set(), lambda world: {**own(world), "kind": "gift"}, "no kind", gone=True),
]
for name in ("edition_orders", "edition_prices", "edition_ledger"):
    ROWS.append(Row(name, "payments.run", OWN, own))
    ROWS.append(Row(name, "payments.run", OTHERS, others, "another's"))
for name in ("edition_statements", "book_exact_lines"):
    ROWS.append(Row(name, "payments.statements", OWN, own))
    ROWS.append(Row(name, "payments.statements", OTHERS, others, "another's"))
for name in ("edit_price_part", "remove_price_part"):
    ROWS.append(Row(name, "payments.run", OWN, part))
    ROWS.append(Row(name, "payments.run", set(), others_part, "another's", gone=True))
for name in ("pay_order", "to_payment", "invoice_order"):
    ROWS.append(Row(name, "payments.pay", {COORDINATOR}, order))
    ROWS.append(Row(name, "payments.pay", {OTHER_COORDINATOR}, other_order, "another's"))
ROWS.append(Row("refund_order", "payments.run", OWN, order))
ROWS.append(Row("refund_order", "payments.run", OTHERS, other_order, "another's"))
ROWS.append(Row("credit_line", "payments.run", OWN, line))
ROWS.append(Row("credit_line", "payments.run", OTHERS, other_line, "another's"))
ROWS += [Row(name, "payments.run", OWN, refund) for name in ("refund_paid_out", "refund_again")]
