"""Whether a written answer fits its question as the question reads now. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from talent.calls.conditions import values_of
from talent.calls.models import Question, QuestionKind


@dataclass(frozen=True)
class Bounds:
    """The least and the most that a number may be; None for no bound."""

    least: Decimal | None = None
    most: Decimal | None = None


def number_in(text: str) -> Decimal | None:
    """The number that was typed, with a point or a comma, in groups or not; None if it is none."""
    try:
        number = Decimal("".join(text.split()).replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def fault_of_number(text: str, bounds: Bounds) -> str:
    """A sentence for what is wrong with it; empty if it fits."""
    number = number_in(text)
    if number is None:
        return _("Enter a number, such as 12 or 8.5.")
    if bounds.least is not None and number < bounds.least:
        return _("%(least)s is the least.") % {"least": plain(bounds.least)}
    if bounds.most is not None and number > bounds.most:
        return _("%(most)s is the most.") % {"most": plain(bounds.most)}
    return ""


def plain(number: Decimal) -> str:
    """Without needless zeros, and never as a power of ten."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fault_of_choice(text: str, choices: Collection[str]) -> str:
    gone = sorted(values_of(text) - set(choices))
    return _("“%(gone)s” can no longer be chosen.") % {"gone": "”, “".join(gone)} if gone else ""


def fault_in(question: Question, text: str) -> str:
    """Why the answer does not fit the question as it reads now; empty if it does, or if nothing was answered."""
    if not text.strip() or question.kind == QuestionKind.FILE:
        return ""
    if question.kind == QuestionKind.NUMBER:
        return fault_of_number(text, Bounds(question.minimum, question.maximum))
    if question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        several = question.kind == QuestionKind.CHOICES
        if not several and len(values_of(text)) > 1:
            return _("Choose one.")
        return fault_of_choice(text, question.choices)
    if question.maximum_length and len(text) > question.maximum_length:
        return _("It has %(n)s characters; at most %(most)s are taken.") % {
            "n": len(text), "most": question.maximum_length
        }
    return ""
