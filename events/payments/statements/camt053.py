"""CAMT.053: the bank-to-customer statement of ISO 20022, in any of its versions (only the elements' names count)."""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.payments import money
from events.payments.statements.line import Incoming, NotAStatement, Statement


def read_camt053(content: bytes) -> Statement:
    """Every booked credit. An entry with several transactions in it gives one each. Raises NotAStatement."""
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError):
        raise NotAStatement(_("The file is not readable XML.")) from None
    strip_names(root)
    if root.find("BkToCstmrStmt") is None:
        raise NotAStatement(_("The file is XML, but no CAMT.053 statement."))
    found: list[Incoming] = []
    out = 0
    for entry in root.iter("Ntry"):
        reversal = text(entry, "RvslInd") == "true"
        if text(entry, "CdtDbtInd") != "CRDT" or reversal:
            out += 1
        elif text(entry, "Sts/Cd", "Sts") in {"", "BOOK"}:
            found += incoming_of(entry)
    passed = [
        ngettext("%(n)s line that went out", "%(n)s lines that went out", out) % {"n": out}
    ] if out else []
    return Statement(tuple(found), tuple(passed))


def strip_names(root: Element) -> None:
    """Versions differ in their namespaces alone, as far as this is concerned."""
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]


def text(element: Element, *paths: str) -> str:
    for path in paths:
        found = element.find(path)
        if found is not None and (found.text or "").strip():
            return (found.text or "").strip()
    return ""


def incoming_of(entry: Element) -> Iterator[Incoming]:
    details = list(entry.iter("TxDtls"))
    booked = day_of(text(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    if not details:
        yield one_of(entry, entry, booked, 0)
        return
    for number, detail in enumerate(details):
        yield one_of(entry, detail, booked, number)


def one_of(entry: Element, detail: Element, booked: date, number: int) -> Incoming:
    amount, currency = amount_of(entry, detail)
    payer = text(detail, "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm")
    words = " ".join(
        (found.text or "").strip() for path in (".//Strd//Ref", ".//Ustrd", ".//EndToEndId", ".//AddtlTxInf")
        for found in detail.iter() if found in detail.findall(path)
    )
    name = text(detail, "Refs/AcctSvcrRef") or text(entry, "AcctSvcrRef")
    if not name:
        told = f"{booked}|{amount}|{currency}|{payer}|{words}|{number}"
        name = hashlib.sha256(told.encode()).hexdigest()[:40]
    elif number and not text(detail, "Refs/AcctSvcrRef"):
        name = f"{name}/{number}"
    return Incoming(name[:140], booked, amount, currency, payer[:200], words[:1000])


def amount_of(entry: Element, detail: Element) -> tuple[int, str]:
    found = detail.find("Amt")
    if found is None:
        found = detail.find("AmtDtls/TxAmt/Amt")
    if found is None:
        found = entry.find("Amt")
    currency = (found.get("Ccy") or "").upper() if found is not None else ""
    if found is None or not money.known(currency):
        raise NotAStatement(_("An entry has no amount, or one in an unknown currency."))
    try:
        value = Decimal((found.text or "").strip())
        minor = value.scaleb(money.decimals(currency))
        if not value.is_finite() or minor != minor.to_integral_value():
            raise InvalidOperation
    except InvalidOperation:
        raise NotAStatement(_("“%(text)s” is no amount.") % {"text": (found.text or "").strip()[:40]}) from None
    return int(minor), currency


def day_of(written: str) -> date:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        raise NotAStatement(_("An entry has no date of booking.")) from None
