from tests.permissions.row import EVERYBODY, PUBLIC, SECRETARIAT, Row
from tests.world import ORGANISER, OTHER_ORGANISER

OWN = {SECRETARIAT, ORGANISER}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}


def call(world):
    return {"key": world.call.key}


def other_call(world):
    return {"key": world.other_call.key}


def draft_call(world):
    return {"key": world.draft_call.key}


def question(world):
    return {"key": world.question.key}


def criterion(world):
    return {"key": world.criterion.key}


def other_question(world):
    return {"key": world.other_question.key}


def other_criterion(world):
    return {"key": world.other_criterion.key}


def extension(world):
    return {"key": world.extension.key}


def other_extension(world):
    return {"key": world.other_extension.key}


def draft(world):
    return {"key": world.draft.key}


def nomination(world):
    return {"key": world.nomination.key}


ROWS = [
    Row("call_list", PUBLIC, EVERYBODY),
    Row("call_page", PUBLIC, EVERYBODY, call),
    Row("call_page", PUBLIC, set(), draft_call, "a draft", gone=True),
    Row("call_calendar", PUBLIC, EVERYBODY, call),
    Row("call_calendar", PUBLIC, set(), draft_call, "a draft", gone=True),
    Row("own_calls", "calls.organise", OWN | OTHERS),
    Row("new_call", "calls.organise", OWN | OTHERS),
]
for name in (
    "organise_call", "call_when", "call_who", "call_stages", "change_invited", "call_extensions",
    "call_questions", "new_question", "call_rubric", "new_criterion",
    "call_consents", "call_recommendations",
    "change_hosts", "call_places", "change_quotas", "call_preview", "publish_call", "unpublish_call",
    "close_call", "reopen_call", "copy_call",
):
    ROWS.append(Row(name, "calls.edit", OWN, call))
    ROWS.append(Row(name, "calls.edit", OTHERS, other_call, "another's"))
ROWS += [
    Row("take_back_extension", "calls.edit_extension", OWN, extension),
    Row("take_back_extension", "calls.edit_extension", OTHERS, other_extension, "another's"),
]
for act in ("edit", "move", "remove"):
    ROWS += [
        Row(f"{act}_question", "calls.edit_line", OWN, question),
        Row(f"{act}_question", "calls.edit_line", OTHERS, other_question, "another's"),
        Row(f"{act}_criterion", "calls.edit_line", OWN, criterion),
        Row(f"{act}_criterion", "calls.edit_line", OTHERS, other_criterion, "another's"),
    ]
