"""A statement as CSV: columns are found by their names, in any order; which they are is said where one lacks."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO

from django.utils.translation import gettext as _

from core.files.spreadsheets import read_table
from core.files.tables import SpreadsheetRefused
from events.payments import money
from events.payments.statements.line import Incoming, NotAStatement, Statement

NAMES = {
    "date": ("date", "booking date", "booked on", "value date", "transaction date"),
    "amount": ("amount", "credit", "credit amount", "paid in"),
    "currency": ("currency", "ccy"),
    "words": ("reference", "description", "details", "remittance information", "payment details", "text"),
    "payer": ("payer", "name", "debtor", "counterparty", "sender"),
    "id": ("transaction id", "id", "bank reference", "entry reference"),
}
REQUIRED = ("date", "amount", "words")
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y%m%d")


def read_csv(content: bytes, currency: str) -> Statement:
    """Each line with a positive amount. `currency` is what a file without such a column is in. XLSX does too."""
    try:
        table = read_table(BytesIO(content))
    except SpreadsheetRefused as refusal:
        raise NotAStatement(str(refusal)) from None
    at = columns_of(table.header)
    found: list[Incoming] = []
    passed: list[str] = []
    same: Counter[str] = Counter()
    for row in table.rows:
        cells = {key: row.cells[place].strip() for key, place in at.items()}
        line = incoming_of(cells, row.number, currency, same, passed)
        found += [line] if line else []
    return Statement(tuple(found), tuple(passed))


def columns_of(header: Sequence[str]) -> dict[str, int]:
    there = {cell.casefold(): place for place, cell in reversed(list(enumerate(header)))}
    at = {key: there[name] for key, names in NAMES.items() for name in reversed(names) if name in there}
    if lacking := [NAMES[key][0] for key in REQUIRED if key not in at]:
        raise NotAStatement(_("The first line names no column “%(names)s”.") % {"names": "”, “".join(lacking)})
    return at


def incoming_of(
    cells: Mapping[str, str], number: int, currency: str, same: Counter[str], passed: list[str]
) -> Incoming | None:
    code = (cells.get("currency") or currency).upper()
    if not money.known(code):
        passed.append(_("line %(n)s: unknown currency “%(code)s”") % {"n": number, "code": code})
        return None
    if cells["amount"].startswith("-"):
        passed.append(_("line %(n)s: went out") % {"n": number})
        return None
    booked = day_of(cells["date"])
    try:
        amount = money.typed(cells["amount"].lstrip("+"), code)
    except money.NotAnAmount:
        passed.append(_("line %(n)s: “%(text)s” is no amount") % {"n": number, "text": cells["amount"]})
        return None
    if booked is None:
        passed.append(_("line %(n)s: “%(text)s” is no date") % {"n": number, "text": cells["date"]})
        return None
    payer, words = cells.get("payer", ""), cells["words"]
    told = f"{booked}|{amount}|{code}|{payer}|{words}"
    # Two alike in one file are two payments; the same file again names them the same.
    same[told] += 1
    name = cells.get("id") or hashlib.sha256(f"{told}|{same[told]}".encode()).hexdigest()[:40]
    return Incoming(name[:140], booked, amount, code, payer[:200], words[:1000])


def day_of(written: str) -> date | None:
    for form in DAYS:
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None
