"""The table to start from, made from the call: a workbook with lists to choose from, or plain CSV."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from core.files.export import NOT_IN_XML, safe_text
from talent.calls.answer_form import field_for
from talent.calls.models import Call, Question, QuestionKind
from talent.nominations.bulk.columns import added_columns, heading_of, typed_questions
from talent.nominations.bulk.filenames import example_names
from talent.nominations.bulk.judge import Student
from talent.nominations.bulk.loading import wanted_files

ROWS = 500
WIDTHS = {
    QuestionKind.SHORT: 28, QuestionKind.LONG: 60, QuestionKind.NUMBER: 14, QuestionKind.CHOICE: 24,
    QuestionKind.CHOICES: 36,
}
LISTS = "Lists"
HEADER = PatternFill("solid", start_color="DCEBEA")


class Sheet:
    """The table's sheet and the hidden one that holds its lists."""

    def __init__(self, title: str) -> None:
        self.book = Workbook()
        self.book.properties.creator = "Luminary"
        self.sheet: Any = self.book.active
        self.sheet.title = title
        self.lists: Any = self.book.create_sheet(LISTS)
        self.lists.sheet_state = "veryHidden"
        self.column = 0
        self.listed = 0

    def add(self, heading: str, width: int, words: str) -> str:
        """One more column; gives its letter."""
        self.column += 1
        letter = get_column_letter(self.column)
        cell = self.sheet.cell(1, self.column)
        put(cell, heading)
        cell.font, cell.fill = Font(bold=True), HEADER
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if words:
            cell.comment = Comment(NOT_IN_XML.sub("", words)[:2000], "Luminary", width=360, height=180)
        self.sheet.column_dimensions[letter].width = width
        return letter

    def offer(self, letter: str, values: Sequence[str], *, strictly: bool = True) -> None:
        """A list to choose from. Where it is not strict something else may be typed, and is judged when it comes."""
        if not values:
            return
        self.listed += 1
        for row, value in enumerate(values, start=1):
            put(self.lists.cell(row, self.listed), value)
        column = get_column_letter(self.listed)
        source = f"={quote_sheetname(LISTS)}!${column}$1:${column}${len(values)}"
        rule = DataValidation(
            type="list", formula1=source, allow_blank=True, showErrorMessage=True,
            errorStyle="stop" if strictly else "warning",
        )
        rule.error = _("Choose one from the list.")
        rule.add(f"{letter}2:{letter}{ROWS + 1}")
        self.sheet.add_data_validation(rule)

    def number(self, letter: str) -> None:
        rule = DataValidation(
            type="decimal", operator="between", formula1="-1e15", formula2="1e15", allow_blank=True,
            showErrorMessage=True, errorStyle="warning",
        )
        rule.error = _("Enter a number, such as 12 or 8.5.")
        rule.add(f"{letter}2:{letter}{ROWS + 1}")
        self.sheet.add_data_validation(rule)

    def longest(self, letter: str, length: int) -> None:
        rule = DataValidation(
            type="textLength", operator="lessThanOrEqual", formula1=str(length), allow_blank=True,
            showErrorMessage=True, errorStyle="warning",
        )
        rule.error = _("At most %(n)s characters.") % {"n": length}
        rule.add(f"{letter}2:{letter}{ROWS + 1}")
        self.sheet.add_data_validation(rule)


def put(cell: Any, value: Any) -> None:
    """As text: what a person wrote is never a formula."""
    cell.value = NOT_IN_XML.sub("", safe_text(value))
    cell.data_type = "s"


def workbook_of(
    call: Call, questions: Sequence[Question], students: Iterable[Student], *,
    before: Sequence[str] = (), rows: Iterable[Sequence[Any]] = (),
) -> bytes:
    """The template as XLSX; `before` are columns that are passed over when it comes back, and `rows` are filled in."""
    made = Sheet(_("Nominations"))
    for heading in before:
        made.add(heading, 30, "")
    offered = [student.label for student in students if not student.obstacles]
    letter = made.add(_("Student"), 32, _(
        "Choose from the list, or type the school's number. Each student once; one row makes one draft."
    ))
    made.offer(letter, offered, strictly=False)
    for place, question in typed_questions(questions):
        add_question(made, question, place)
    for _part, column in added_columns(call):
        letter = made.add(column.heading, 26, column.help)
        made.offer(letter, column.choices, strictly=False)
    for number, row in enumerate(rows, start=2):
        for at, value in enumerate(row, start=1):
            put(made.sheet.cell(number, at), value)
    made.sheet.freeze_panes = made.sheet.cell(2, 2 + len(before))
    if wanted_files(questions):
        explain_files(made.book, questions, [s for s in students if not s.obstacles])
    out = io.BytesIO()
    made.book.save(out)
    return out.getvalue()


def add_question(made: Sheet, question: Question, place: int) -> None:
    letter = made.add(heading_of(question, place), WIDTHS[QuestionKind(question.kind)], help_for(question))
    if question.kind == QuestionKind.CHOICE:
        made.offer(letter, question.choices)
    elif question.kind == QuestionKind.NUMBER:
        made.number(letter)
    elif question.maximum_length and question.kind in {QuestionKind.SHORT, QuestionKind.LONG}:
        made.longest(letter, question.maximum_length)


def help_for(question: Question) -> str:
    """What is asked, as the page says it, and how it is written into a cell."""
    words = [question.label, str(field_for(question).help_text or question.help_text)]
    words.append(_("Required.") if question.required else _("Not required."))
    if question.kind in {QuestionKind.CHOICE, QuestionKind.CHOICES}:
        words.append(_("Choices: %(choices)s.") % {"choices": "; ".join(question.choices)})
    if question.kind == QuestionKind.CHOICES:
        words.append(_("Several may be given, with a semicolon between them."))
    if question.maximum_length:
        words.append(_("At most %(n)s characters.") % {"n": question.maximum_length})
    return "\n".join(word for word in words if word)


def explain_files(book: Any, questions: Sequence[Question], students: Sequence[Student]) -> None:
    """A second sheet: how the files in the zip archive are named, with examples for the school's own students."""
    sheet = book.create_sheet(_("Files"), 1)
    wanted = wanted_files(questions)
    lines = [
        _("Put the files of all students into one zip archive. Each is named by the student's number or name, then"
          " the question:"),
        *(name for student in students[:2] for name in example_names(student.somebody, wanted)),
    ]
    for row, line in enumerate(lines, start=1):
        put(sheet.cell(row, 1), line)
    sheet.column_dimensions["A"].width = 100
