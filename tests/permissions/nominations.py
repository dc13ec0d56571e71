from tests.permissions.row import BY_LINK, EVERYBODY, PUBLIC, SECRETARIAT, Row
from tests.world import COORDINATOR, MINISTRY, ORGANISER, OTHER_COORDINATOR, OTHER_ORGANISER, TEACHER

OWN = {SECRETARIAT, ORGANISER}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}
OWN_SCHOOL = {COORDINATOR, TEACHER}


def call(world):
    return {"key": world.call.key}


def other_call(world):
    return {"key": world.other_call.key}


def draft_call(world):
    return {"key": world.draft_call.key}


def part(world):
    return {"key": world.call.key, "school": world.school.key}


def other_part(world):
    return {"key": world.call.key, "school": world.other_school.key}


def part_in_draft_call(world):
    return {"key": world.draft_call.key, "school": world.school.key}


def question(world):
    return {"key": world.question.key}


def draft(world):
    return {"key": world.draft.key}


def nomination(world):
    return {"key": world.nomination.key}


def other_nomination(world):
    return {"key": world.other_nomination.key}


def evidence(world):
    return {"key": world.evidence.nomination.key, "question": world.evidence.question.key}


def drafts_evidence(world):
    return {"key": world.drafts_evidence.nomination.key, "question": world.drafts_evidence.question.key}


def own_call(world):
    return {"key": world.call_for_oneself.key}


def with_ministry(world):
    return {"key": world.nomination_with_ministry.key}


def forwarding(world):
    return {"key": world.nomination_with_ministry.call.key, "country": "LA"}


def forwarding_without_ministry(world):
    return {"key": world.nomination_with_ministry.call.key, "country": "TH"}


def forwarding_nowhere(world):
    return {"key": world.call.key, "country": "LA"}


ROWS = [
    Row("call_nominations", "nominations.see_call_nominations", OWN, call),
    Row("call_nominations", "nominations.see_call_nominations", OTHERS, other_call, "another's"),
    Row("school_calls", "nominations.nominate_for_some", OWN_SCHOOL | {OTHER_COORDINATOR}),
    Row("submit_nominations", "nominations.submit_for_school", {COORDINATOR}, part),
    Row("submit_nominations", "nominations.submit_for_school", {OTHER_COORDINATOR}, other_part, "another's"),
    Row("nomination", "nominations.see_nomination", OWN_SCHOOL | OWN, nomination),
    Row("nomination", "nominations.see_nomination", OWN_SCHOOL, draft, "a draft"),
    Row("nomination", "nominations.see_nomination", {OTHER_COORDINATOR} | OTHERS, other_nomination, "another's"),
    Row("nomination_to_draft", "nominations.submit_nomination", {COORDINATOR}, nomination),
    Row("nomination_to_draft", "nominations.submit_nomination", {OTHER_COORDINATOR}, other_nomination, "another's"),
    Row("withdraw_nomination", "nominations.submit_nomination", {COORDINATOR}, nomination),
    Row("withdraw_nomination", "nominations.submit_nomination", {OTHER_COORDINATOR}, other_nomination, "another's"),
    Row("evidence", "nominations.see_evidence", OWN_SCHOOL | OWN, evidence),
    Row("evidence", "nominations.see_evidence", OWN_SCHOOL, drafts_evidence, "of a draft"),
]
ROWS += [
    Row("nominate_myself", PUBLIC, EVERYBODY, own_call),
    Row("nominate_myself", PUBLIC, set(), call, "a call without it", gone=True),
    Row("own_nomination", BY_LINK, EVERYBODY, lambda world: {"token": world.own_token}),
    Row("own_nomination", BY_LINK, set(), lambda world: {"token": "cut-off"}, "a broken link", gone=True),
    Row("send_back", "nominations.submit_nomination", {COORDINATOR}, nomination),
    Row("send_back", "nominations.submit_nomination", {OTHER_COORDINATOR}, other_nomination, "another's"),
    Row("ministry_calls", "nominations.forward_for_some", {MINISTRY}),
    Row("forwarding", "nominations.forward", {MINISTRY}, forwarding),
    Row("forwarding", "nominations.forward", OWN, forwarding_without_ministry, "a country without a ministry"),
    Row("forwarding", "nominations.forward", set(), forwarding_nowhere, "a call without that stage", gone=True),
    Row("nomination", "nominations.see_nomination", OWN_SCHOOL | OWN | {MINISTRY}, with_ministry, "with the ministry"),
    Row("forward_late", "nominations.forward_late", OWN, nomination),
    Row("forward_late", "nominations.forward_late", OTHERS, other_nomination, "another's"),
    Row("forward_late", "nominations.forward_late", set(), draft, "a draft"),
]
for name in (
    "nomination_import", "brought_files", "wrong_nominations", "bring_more", "confirm_nominations",
    "abandon_nominations", "undo_nominations",
):
    ROWS.append(Row(name, "nominations.see_import", OWN_SCHOOL, lambda world: {"key": world.nomination_import.key}))
    ROWS.append(Row(name, "nominations.see_import", {OTHER_COORDINATOR},
                    lambda world: {"key": world.other_nomination_import.key}, "another's"))
for name in ("school_call", "choose_nominees", "bring_nominations", "nomination_template", "school_lacks"):
    ROWS.append(Row(name, "nominations.nominate", OWN_SCHOOL, part))
    ROWS.append(Row(name, "nominations.nominate", {OTHER_COORDINATOR}, other_part, "another's"))
    ROWS.append(Row(name, "nominations.nominate", set(), part_in_draft_call, "a draft call", gone=True))
for name in ("fill_in", "copy_answers", "discard_draft"):
    ROWS.append(Row(name, "nominations.edit_nomination", OWN_SCHOOL, draft))
    ROWS.append(Row(name, "nominations.edit_nomination", {OTHER_COORDINATOR}, other_nomination, "another's"))
for name in ("duplicate", "ask_about_duplicate", "withdraw_duplicate"):
    ROWS.append(Row(name, "nominations.see_duplicate", OWN, lambda world: {"key": world.duplicate_pair.key}))
    ROWS.append(Row(name, "nominations.see_duplicate", OTHERS,
                    lambda world: {"key": world.other_duplicate_pair.key}, "another's"))
for name in ("call_duplicates", "look_for_duplicates"):
    ROWS.append(Row(name, "nominations.see_call_duplicates", OWN, call))
    ROWS.append(Row(name, "nominations.see_call_duplicates", OTHERS, other_call, "another's"))
ROWS.append(Row("call_lacks", "nominations.see_call_nominations", OWN, call))
ROWS.append(Row("call_lacks", "nominations.see_call_nominations", OTHERS, other_call, "another's"))
