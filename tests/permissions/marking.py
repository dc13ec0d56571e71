from tests.permissions.contests import ALL, OTHERS_ALL, others, own
from tests.permissions.row import Row
from tests.world import JUROR as A_JUROR
from tests.world import JURY_CHAIR, OTHER_JURY_CHAIR

MARKERS = {JURY_CHAIR, A_JUROR}


def script(world):
    return {**own(world), "entry": world.entry.key, "number": world.problem.number}


def sheet(world):
    return {**own(world), "name": world.entry.key}


def others_sheet(world):
    """A contestant of the own contest under another contest's address."""
    return {**others(world), "name": world.entry.key}


ROWS = [
    Row("contestant_sheet", "marking.see_marks", ALL, sheet),
    Row("contestant_sheet", "marking.see_marks", set(), others_sheet, "another's"),
    Row("problem_sheet", "marking.see_marks", ALL, lambda world: {**own(world), "name": world.problem.number}),
    Row("mark_history", "marking.see_marks", ALL, script),
    Row("enter_marks", "marking.enter_marks", MARKERS, own),
    Row("enter_marks", "marking.enter_marks", {OTHER_JURY_CHAIR}, others, "another's"),
    Row("bring_marks", "marking.enter_marks", MARKERS, own),
    Row("bring_marks", "marking.enter_marks", {OTHER_JURY_CHAIR}, others, "another's"),
    Row("preview_marks", "marking.enter_marks", set(), lambda world: {**own(world), "upload": "none"}),
    Row("export_marks", "marking.see_marks", ALL, lambda world: {**own(world), "name": "csv"}),
    Row("export_marks", "marking.see_marks", OTHERS_ALL, lambda world: {**others(world), "name": "csv"}, "another's"),
]
for name in ("marks", "mark_changes"):
    ROWS.append(Row(name, "marking.see_marks", ALL, own))
    ROWS.append(Row(name, "marking.see_marks", OTHERS_ALL, others, "another's"))
ROWS.append(Row("progress", "marking.see_progress", ALL, own))
ROWS.append(Row("progress", "marking.see_progress", OTHERS_ALL, others, "another's"))
