from tests.permissions.row import SECRETARIAT, SIGNED_IN, SIGNED_IN_ROLES, Row
from tests.world import JUROR, JURY_CHAIR, ORGANISER, OTHER_JURY_CHAIR, OTHER_ORGANISER

ORGANISERS = {SECRETARIAT, ORGANISER}
WITH_CHAIR = ORGANISERS | {JURY_CHAIR}
ALL = WITH_CHAIR | {JUROR}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}
OTHERS_ALL = OTHERS | {OTHER_JURY_CHAIR}


def own(world):
    return {"key": world.contest.key}


def others(world):
    return {"key": world.other_contest.key}


def problem(world):
    return {"key": world.problem.key}


def seat(world):
    return {"key": world.juror.key}


def entry(world):
    return {"key": world.entry.key}


def others_entry(world):
    return {"key": world.other_entry.key}


ROWS = [
    Row("contests", SIGNED_IN, SIGNED_IN_ROLES),
    Row("new_contest", "contests.add_contest", ORGANISERS, lambda world: {"key": world.edition.key}),
    Row("new_contest", "contests.add_contest", OTHERS, lambda world: {"key": world.other_edition.key}, "another's"),
    Row("contest", "contests.see_contest", ALL, own),
    Row("contest", "contests.see_contest", OTHERS_ALL, others, "another's"),
    Row("change_problem", "contests.prepare_contest", ORGANISERS, problem),
    Row("remove_problem", "contests.prepare_contest", ORGANISERS, problem),
    Row("change_juror", "contests.prepare_contest", ORGANISERS, seat),
    Row("remove_juror", "contests.prepare_contest", ORGANISERS, seat),
    Row("preview_entries", "contests.keep_entries", set(), lambda world: {**own(world), "upload": "none"}),
]
for name in ("change_contest", "add_problems", "add_juror", "back_to_preparation"):
    ROWS.append(Row(name, "contests.prepare_contest", ORGANISERS, own))
    ROWS.append(Row(name, "contests.prepare_contest", OTHERS, others, "another's"))
for name in ("entries", "enter_registered", "bring_entries"):
    ROWS.append(Row(name, "contests.keep_entries", WITH_CHAIR, own))
    ROWS.append(Row(name, "contests.keep_entries", OTHERS_ALL, others, "another's"))
for name in ("entry", "withdraw_entry", "enter_again"):
    ROWS.append(Row(name, "contests.keep_entries", WITH_CHAIR, entry))
    ROWS.append(Row(name, "contests.keep_entries", OTHERS_ALL, others_entry, "another's"))
ROWS.append(Row("begin_marking", "contests.begin_marking", WITH_CHAIR, own))
ROWS.append(Row("begin_marking", "contests.begin_marking", OTHERS_ALL, others, "another's"))
for name in ("bring_before_jury", "reopen_marking"):
    ROWS.append(Row(name, "contests.chair_contest", {JURY_CHAIR}, own))
    ROWS.append(Row(name, "contests.chair_contest", {OTHER_JURY_CHAIR}, others, "another's"))
