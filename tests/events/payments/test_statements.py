"""Bank statements: CAMT.053 and tables, each line once, booked on what its reference names."""

from datetime import date

import pytest

from core.audit.lifecycle import Refused
from events.payments.invoices import issue_invoice
from events.payments.ledger import balance, owed
from events.payments.models import Account, Invoice, InvoiceKind, OrderState, StatementLine
from events.payments.orders import make_order
from events.payments.statements.book import assign, book, book_exact, bring_in, read, set_aside, standing_of
from events.payments.statements.line import NotAStatement
from events.registration.register import cancel
from tests.factories import make_organiser

pytestmark = pytest.mark.django_db
ENTRY = """<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-05-04</Dt></BookgDt><AcctSvcrRef>{name}</AcctSvcrRef><NtryDtls><TxDtls>
<RltdPties><Dbtr><Pty><Nm>Lycée Vientiane</Nm></Pty></Dbtr></RltdPties>
<RmtInf><Ustrd>Camp fee {words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""


def camt(*entries: str, version: str = "08") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        f"<BkToCstmrStmt><Stmt>{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def entry(amount: str, words: str, name: str = "B1", currency: str = "SGD", side: str = "CRDT") -> str:
    return ENTRY.format(amount=amount, words=words, name=name, currency=currency, side=side)


@pytest.fixture
def order(edition, school, three, coordinator):
    return make_order(edition, school, three, coordinator)


@pytest.fixture
def invoice(order, coordinator) -> Invoice:
    return issue_invoice(order, coordinator)


@pytest.fixture
def organiser(edition):
    return make_organiser(edition.programme.institution)


def bring(edition, content, organiser):
    return bring_in(edition.terms.issuer, "may.xml", content, "SGD", organiser)


def test_an_invoice_is_paid_by_a_statement_and_booked_once(edition, order, invoice, organiser):
    content = camt(entry("300.00", invoice.reference), entry("12.00", "", "B2", side="DBIT"))
    found = bring(edition, content, organiser)
    assert (found.new, found.known, len(found.passed_over)) == (1, 0, 1)
    line = StatementLine.objects.get()
    assert (line.order, line.payer, line.booked_on) == (order, "Lycée Vientiane", date(2026, 5, 4))
    assert owed(order) == 30000
    assert book_exact([line], organiser) == 1
    order.refresh_from_db()
    assert (order.state, balance(order, Account.BANK)) == (OrderState.PAID, 30000)
    with pytest.raises(Refused, match="already"):
        book(line, organiser)
    again = bring(edition, content, organiser)
    assert (again.new, again.known) == (0, 1)
    assert balance(order, Account.BANK) == 30000


@pytest.mark.parametrize("version", ["02", "06", "08", "13"])
def test_every_version_of_camt053_is_read(version):
    statement = read(camt(entry("1.50", "x"), version=version), "SGD")
    assert [(line.amount, line.currency) for line in statement.incoming] == [(150, "SGD")]


def test_too_little_stays_owed_and_too_much_is_told(edition, order, invoice, organiser):
    bring(edition, camt(entry("100", invoice.reference), entry("250", invoice.reference, "B2")), organiser)
    first, second = StatementLine.objects.order_by("amount")
    assert "less" in standing_of(first, owed(order))
    assert book_exact([first, second], organiser) == 0
    book(first, organiser)
    assert owed(order) == 20000
    assert "more" in standing_of(second, owed(order))
    book(second, organiser)
    assert owed(order) == -5000


def test_a_reference_that_nobody_knows_waits_for_a_person(edition, order, invoice, organiser):
    bring(edition, camt(entry("300", "for the camp")), organiser)
    line = StatementLine.objects.get()
    assert line.order is None
    with pytest.raises(Refused, match="which order"):
        book(line, organiser)
    assign(line, order, organiser)
    line.refresh_from_db()
    book(line, organiser)
    assert owed(order) == 0
    with pytest.raises(Refused):
        set_aside(line, "a gift", organiser)


def test_another_currency_is_not_booked(edition, order, invoice, organiser):
    bring(edition, camt(entry("300", invoice.reference, currency="USD")), organiser)
    line = StatementLine.objects.get()
    with pytest.raises(Refused, match="SGD"):
        book(line, organiser)


def test_a_table_is_read_with_its_lines_passed_over_by_number(edition, order, invoice, organiser):
    content = (
        "Date;Amount;Currency;Reference;Payer\n"
        f"04.05.2026;300,00;SGD;Camp {invoice.reference};Lycée\n"
        f"04.05.2026;300,00;SGD;Camp {invoice.reference};Lycée\n"
        "04.05.2026;-12,00;SGD;fee;Bank\n"
        "yesterday;5;SGD;x;y\n"
        "05.05.2026;ten;SGD;x;y\n"
    ).encode()
    found = bring(edition, content, organiser)
    # Two alike in one file are two payments; the file again adds none.
    assert (found.new, len(found.passed_over)) == (2, 3)
    assert any("5" in words and "yesterday" in words for words in found.passed_over)
    assert bring(edition, content, organiser).new == 0


@pytest.mark.parametrize(
    "content",
    [b"<html></html>", b"<Document", b"Amount,Text\n1,x\n", b"", camt(entry("ten", "x")), camt(entry("1.005", "x")),
     b'<!DOCTYPE x [<!ENTITY a "b">]><Document><BkToCstmrStmt>&a;</BkToCstmrStmt></Document>'],
)
def test_what_is_no_statement_is_refused_in_words(content):
    with pytest.raises(NotAStatement):
        read(content, "SGD")


def test_invoices_are_numbered_without_gaps_also_when_one_is_undone(edition, order, invoice, three, organiser):
    assert invoice.number == 1
    assert issue_invoice(order, organiser) == invoice
    cancel(three[0], "school", "ill")
    note = order.invoices.get(kind=InvoiceKind.CREDIT_NOTE)
    assert (note.number, note.total, note.corrects) == (2, 10000, invoice)
    assert owed(order) == 20000
    assert invoice.shown["lines"][0]["words"].startswith(three[0].person.latin_name)
