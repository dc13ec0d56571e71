"""What is wrong with a file of marks, each fault with its line and column."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

FAULTS_KEPT = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong; `line` counts the file's lines from 1, and either may be unknown."""

    text: str
    line: int | None = None
    column: str = ""

    def __str__(self) -> str:
        line = _("line %(line)s") % {"line": self.line} if self.line else ""
        column = _("column %(column)s") % {"column": self.column} if self.column else ""
        return ": ".join(filter(None, [", ".join(filter(None, [line, column])), self.text]))


class MarkFileRefused(ValueError):
    """The file is not a file of marks: every fault found, in the order of lines (the first FAULTS_KEPT)."""

    def __init__(self, faults: Sequence[Fault], more: int = 0) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line or 0)[:FAULTS_KEPT]
        self.more = more + max(0, len(faults) - FAULTS_KEPT)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        more = ngettext("… and %(n)s more fault.", "… and %(n)s more faults.", self.more) % {"n": self.more}
        return [str(fault) for fault in self.faults] + ([more] if self.more else [])


@dataclass(slots=True)
class Faults:
    """Faults as they are found; beyond FAULTS_KEPT they are only counted."""

    kept: list[Fault] = field(default_factory=list)
    more: int = 0

    def add(self, text: str, line: int | None = None, column: str = "") -> None:
        if len(self.kept) < FAULTS_KEPT:
            self.kept.append(Fault(text, line, column))
        else:
            self.more += 1

    def refuse(self) -> None:
        if self.kept:
            raise MarkFileRefused(self.kept, self.more)
