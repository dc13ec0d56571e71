"""Dates as people write them in tables.

03/04/2010 is the third of April in most of the world and the fourth of March in some of it. A column decides: one
date in it that can only be read one way says how the others are meant; without one the country's habit does,
and the preview says so.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

SERIAL_FROM = date(1899, 12, 30)
SERIALS = range(7_000, 80_000)
# The Buddhist calendar of Thailand, Laos and Cambodia is 543 years ahead.
BUDDHIST_YEARS, BUDDHIST_AHEAD = range(2440, 2700), 543
MONTH_FIRST_COUNTRIES = {"PH"}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
WORDED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s\-.]+([a-z]{3,9})|([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?)[\s,\-.]+(\d{4})"
)
TWO_DIGIT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}")
MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")


@dataclass(frozen=True)
class DateOrder:
    """How a column's dates with the year last are meant: for each separator `dm`, `md`, or `` where it cannot be told.

    `notices` are sentences for the preview, about what was decided and by what.
    """

    orders: dict[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


class NotADate(ValueError):
    """Its text is the reason, for the person."""


def order_of(cells: Sequence[tuple[int, str]], country: str) -> DateOrder:
    """How the column's dates are meant, from all of its cells (row number and text)."""
    orders: dict[str, str] = {}
    notices: list[str] = []
    buddhist = 0
    evidence: dict[str, dict[str, tuple[int, str]]] = {}
    open_to_both: dict[str, str] = {}
    for number, text in cells:
        found = YEAR_LAST.fullmatch(tidy(text))
        buddhist += bool(found and int(found[4]) in BUDDHIST_YEARS)
        if not found:
            continue
        first, separator, second = int(found[1]), found[2], int(found[3])
        if first > 12 >= second:
            evidence.setdefault(separator, {}).setdefault("dm", (number, text))
        elif second > 12 >= first:
            evidence.setdefault(separator, {}).setdefault("md", (number, text))
        elif first != second:
            open_to_both.setdefault(separator, text)
    for separator in sorted(set(evidence) | set(open_to_both)):
        order, notice = decide(separator, evidence.get(separator, {}), open_to_both.get(separator, ""), country)
        orders[separator] = order
        notices += [notice] if notice else []
    if buddhist:
        notices.append(_("Years such as 2553 are read as years of the Buddhist era, as 2010."))
    return DateOrder(orders, tuple(notices))


def decide(separator: str, evidence: dict[str, tuple[int, str]], open_date: str, country: str) -> tuple[str, str]:
    """The order, and what to say about it: nothing where no date could be read in two ways."""
    if len(evidence) == 2:
        (dm_row, dm), (md_row, md) = evidence["dm"], evidence["md"]
        return "", _(
            "The column writes dates both day first (%(dm)s, row %(dm_row)s) and month first (%(md)s, row %(md_row)s);"
            " those that could be either are refused."
        ) % {"dm": dm, "dm_row": dm_row, "md": md, "md_row": md_row}
    if evidence:
        ((order, (row, seen)),) = evidence.items()
        words = (
            _("Dates such as %(open)s are read day first, because row %(row)s has %(seen)s.")
            if order == "dm"
            else _("Dates such as %(open)s are read month first, because row %(row)s has %(seen)s.")
        )
        return order, words % {"open": open_date, "row": row, "seen": seen} if open_date else ""
    if separator != "." and country in MONTH_FIRST_COUNTRIES:
        return "md", _("Nothing shows whether %(open)s is day or month first; it is read month first.") % {
            "open": open_date
        }
    return "dm", _("Nothing shows whether %(open)s is day or month first; it is read day first.") % {"open": open_date}


def read_date(text: str, order: DateOrder) -> date:
    """The date that a cell means. Raises NotADate with the reason."""
    text = tidy(text)
    if text.isdecimal() and int(text) in SERIALS:
        return SERIAL_FROM + timedelta(days=int(text))
    if found := YEAR_FIRST.fullmatch(text):
        return day(found[1], found[3], found[4], text)
    if found := YEAR_LAST.fullmatch(text):
        return year_last(found, order)
    if (found := WORDED.fullmatch(text.lower())) and (month := month_named(found[2] or found[3])):
        return day(found[5], str(month), found[1] or found[4], text)
    if TWO_DIGIT_YEAR.fullmatch(text):
        raise NotADate(_("“%(text)s”: write the year with four digits") % {"text": text})
    raise NotADate(_("“%(text)s” is not a date; write it as 2010-12-31") % {"text": text[:40]})


def year_last(found: re.Match[str], order: DateOrder) -> date:
    """Where only one reading is a date, that; else as the column's dates are meant."""
    first, second, year, text = int(found[1]), int(found[3]), found[4], found[0]
    if first > 12 or first == second:
        meant = "dm"
    elif second > 12:
        meant = "md"
    else:
        meant = order.orders.get(found[2], "dm")
    if not meant:
        raise NotADate(_("“%(text)s” could be day or month first; write it as 2010-12-31") % {"text": text})
    month, number = (second, first) if meant == "dm" else (first, second)
    return day(year, str(month), str(number), text)


def day(year: str, month: str, number: str, text: str) -> date:
    years = int(year) - BUDDHIST_AHEAD if int(year) in BUDDHIST_YEARS else int(year)
    try:
        return date(years, int(month), int(number))
    except ValueError:
        raise NotADate(_("“%(text)s”: there is no such day") % {"text": text}) from None


def month_named(word: str) -> int:
    return MONTHS.index(word[:3]) + 1 if word[:3] in MONTHS else 0


def tidy(text: str) -> str:
    """Without spaces around and a midnight behind; digits of other scripts as ours."""
    text = MIDNIGHT.sub("", text.strip().rstrip("."))
    return "".join(ascii_digits(text))


def ascii_digits(text: str) -> Iterable[str]:
    for character in text:
        yield character if character.isascii() else str(unicodedata.decimal(character, character))
