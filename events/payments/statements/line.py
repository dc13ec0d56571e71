"""What a bank statement says, as values: one per amount that came in."""

from dataclasses import dataclass
from datetime import date


class NotAStatement(Exception):
    """The file cannot be read as a bank statement; the text is a sentence for the person."""


@dataclass(frozen=True)
class Incoming:
    """An amount that came into the account. `bank_id` is the bank's own name for it, or one made from its facts."""

    bank_id: str
    booked_on: date
    amount: int
    currency: str
    payer: str
    words: str


@dataclass(frozen=True)
class Statement:
    """What came in, and in words what was passed over (lines out of the account, lines that cannot be read)."""

    incoming: tuple[Incoming, ...]
    passed_over: tuple[str, ...] = ()
