from tests.permissions.row import SECRETARIAT, Row
from tests.world import COORDINATOR, ORGANISER, OTHER_COORDINATOR, OTHER_ORGANISER

OWN = {ORGANISER, SECRETARIAT}
OTHERS = {OTHER_ORGANISER, SECRETARIAT}


def correction(world):
    return {"key": world.correction.key}


def other(world):
    return {"key": world.other_correction.key}


def old_file(world):
    return {"key": world.correction.key, "question": world.evidence.question.key}


ROWS = [
    Row("ask_correction", "corrections.ask", OWN, lambda world: {"key": world.nomination.key}),
    Row("ask_correction", "corrections.ask", OTHERS, lambda world: {"key": world.other_nomination.key}, "another's"),
    Row("ask_correction", "corrections.ask", set(), lambda world: {"key": world.draft.key}, "a draft"),
    Row("ask_question_anew", "calls.edit_line", OWN, lambda world: {"key": world.question.key}),
    Row("ask_question_anew", "calls.edit_line", OTHERS, lambda world: {"key": world.other_question.key}, "another's"),
    Row("answer_correction", "corrections.answer", {COORDINATOR}, correction),
    Row("answer_correction", "corrections.answer", {OTHER_COORDINATOR}, other, "another's"),
    Row("old_evidence", "corrections.see_old_file", OWN, old_file),
]
for name in ("correction", "accept_correction", "ask_correction_again", "withdraw_correction"):
    ROWS.append(Row(name, "corrections.compare", OWN, correction))
    ROWS.append(Row(name, "corrections.compare", OTHERS, other, "another's"))
