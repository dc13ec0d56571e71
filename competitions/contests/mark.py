"""A mark: a number on one contestant's answer to one problem, or the reason why there is none.

Zero is a number. *Not marked*, *absent*, *withheld* and *disqualified* are four different things that only
have in common that they add nothing to a total.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# A mark fits numeric(10, 4), and a million of them added up fit 64 bits.
WHOLE_DIGITS = 6
PLACES = 4

NUMBER = re.compile(rf"[0-9]{{1,{WHOLE_DIGITS}}}(?:[.,][0-9]{{1,{PLACES}}})?", re.ASCII)
LOOKS_LIKE_A_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?", re.ASCII)


class Standing(TextChoices):
    """What is known of one script."""

    NUMBER = "number", gettext_lazy("marked")
    NOT_MARKED = "not_marked", gettext_lazy("not marked")
    ABSENT = "absent", gettext_lazy("absent")
    WITHHELD = "withheld", gettext_lazy("withheld")
    DISQUALIFIED = "disqualified", gettext_lazy("disqualified")

    @property
    def word(self) -> str:
        """The word that files carry, the same in every language."""
        return str(self.value).replace("_", " ")

    @property
    def settled(self) -> bool:
        """Whether the script's contribution to the total is final: nothing waits to be marked or released."""
        return self not in {Standing.NOT_MARKED, Standing.WITHHELD}


WORDS = {standing.word: standing for standing in Standing if standing != Standing.NUMBER}


class MarkRefused(ValueError):
    """Something that is no mark, or no mark of this problem; the text says why, for the person who typed it."""


@dataclass(frozen=True, slots=True)
class MarkValue:
    """A number exactly when the standing is NUMBER.

    >>> MarkValue.of(7).text, MarkValue.read("Absent").text, MarkValue.read("").standing.word
    ('7', 'absent', 'not marked')
    """

    standing: Standing
    number: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.number is not None) != (self.standing == Standing.NUMBER):
            raise ValueError("A mark has a number exactly when its standing is 'number'.")
        if self.number is not None and (not self.number.is_finite() or self.number < 0):
            raise ValueError("A mark's number is finite and not negative.")

    @classmethod
    def of(cls, number: Decimal | int) -> Self:
        return cls(Standing.NUMBER, Decimal(number))

    @classmethod
    def read(cls, text: str, *, decimal_comma: bool = False) -> Self:
        """The mark that a cell of a file or grid says; an empty one is not marked.

        `decimal_comma` also takes '3,5' for 3.5, as files with semicolons have it. Raises MarkRefused.
        """
        plain = " ".join(text.split()).replace("_", " ")
        if not plain:
            return cls(Standing.NOT_MARKED)
        if standing := WORDS.get(plain.casefold()):
            return cls(standing)
        return cls(Standing.NUMBER, read_number(plain, decimal_comma=decimal_comma))

    @property
    def counts(self) -> Decimal:
        """What the mark adds to the total."""
        return self.number if self.number is not None else Decimal(0)

    @property
    def text(self) -> str:
        """As files carry it: the shortest exact number, or the word."""
        return self.standing.word if self.number is None else number_text(self.number)

    def within(self, maximum: Decimal | None, step: Decimal | None = None) -> Self:
        """This mark, if the problem's full mark and the step of its marks allow it. Raises MarkRefused."""
        if self.number is None:
            return self
        if maximum is not None and self.number > maximum:
            raise MarkRefused(
                _("%(number)s is above %(maximum)s, the highest mark of this problem.")
                % {"number": self.text, "maximum": number_text(maximum)}
            )
        if step and self.number % step:
            raise MarkRefused(
                _("%(number)s is between two marks: this problem is marked in steps of %(step)s.")
                % {"number": self.text, "step": number_text(step)}
            )
        return self


def read_number(text: str, *, decimal_comma: bool = False) -> Decimal:
    """An exact number not below zero, in ASCII digits without sign or exponent. Raises MarkRefused."""
    plain = text.strip()
    if NUMBER.fullmatch(plain) and (decimal_comma or "," not in plain):
        return Decimal(plain.replace(",", "."))
    raise MarkRefused(why_no_number(plain))


def why_no_number(text: str) -> str:
    shown = text if len(text) <= 40 else text[:40] + "…"
    if not LOOKS_LIKE_A_NUMBER.fullmatch(text):
        return _("“%(text)s” is not a number.") % {"text": shown}
    if text.startswith("-"):
        return _("%(text)s is below zero.") % {"text": shown}
    whole, _separator, places = text.replace(",", ".").partition(".")
    if len(whole) <= WHOLE_DIGITS and len(places) <= PLACES:
        return _("“%(text)s” has a comma: write a decimal point.") % {"text": shown}
    return _("%(text)s is longer than a mark can be (%(whole)s digits before the point, %(places)s after).") % {
        "text": shown,
        "whole": WHOLE_DIGITS,
        "places": PLACES,
    }


def number_text(number: Decimal) -> str:
    """The shortest exact form: 7, 7.5, never 7.50 or 1E+1."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal_places(number: Decimal) -> int:
    """How many digits after the point the number needs."""
    return len(number_text(number).partition(".")[2])
