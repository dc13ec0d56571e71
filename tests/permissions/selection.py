from tests.permissions.row import SECRETARIAT, Row
from tests.world import ORGANISER, OTHER_ORGANISER, PANEL_CHAIR

OWN = {SECRETARIAT, ORGANISER}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}


def own(world):
    return {"key": world.call.key}


def others(world):
    return {"key": world.other_call.key}


def in_review(world):
    return {"key": world.review.nomination.call.key}


def review(world):
    return {"key": world.review.key}


def standing(world):
    return {"key": world.standing.proposal.call.key, "nomination": world.standing.nomination.key}


def ready(world):
    """A nomination that is with its panel."""
    return {"key": world.review.nomination.call.key, "nomination": world.review.nomination.key}


def elsewhere(world):
    """A nomination that is with the panel of another call."""
    return {"key": world.call.key, "nomination": world.review.nomination.key}


def missing_standing(world):
    """A nomination that is in no open proposal of the call."""
    return {"key": world.call.key, "nomination": world.nomination.key}


ROWS = [
    Row("proposal", "selection.follow", OWN | {PANEL_CHAIR}, own),
    Row("proposal", "selection.follow", OTHERS, others, "another's"),
    Row("propose_again", "selection.run", OWN, own),
    Row("propose_again", "selection.run", OTHERS, others, "another's"),
    Row("decide", "selection.run", OWN, own),
    Row("decide", "selection.run", OTHERS, others, "another's"),
]
for name in ("close_reviews", "reopen_reviews"):
    ROWS.append(Row(name, "selection.run", OWN, own))
    ROWS.append(Row(name, "selection.run", OWN, in_review, "in review"))
    ROWS.append(Row(name, "selection.run", OTHERS, others, "another's"))
for name in ("adjust_standing", "undo_adjustment"):
    ROWS.append(Row(name, "selection.adjust", OWN | {PANEL_CHAIR}, standing))
    ROWS.append(Row(name, "selection.adjust", set(), missing_standing, "in no proposal", gone=True))
for name, access in (("panel_meeting", "selection.follow"), ("record_meeting", "selection.adjust")):
    ROWS.append(Row(name, access, OWN | {PANEL_CHAIR}, own))
    ROWS.append(Row(name, access, OTHERS, others, "another's"))
ROWS += [
    Row("discuss", "selection.adjust", OWN | {PANEL_CHAIR}, standing),
    Row("discuss", "selection.adjust", set(), missing_standing, "in no proposal", gone=True),
    Row("meeting_record", "selection.follow", OWN | {PANEL_CHAIR}, lambda world: {"key": world.panel_meeting.key}),
]
for name in ("selection_report", "selection_nominations", "selection_quotas"):
    ROWS.append(Row(name, "selection.follow", OWN | {PANEL_CHAIR}, own))
    ROWS.append(Row(name, "selection.follow", OTHERS, others, "another's"))
ROWS += [
    Row("what_if", "selection.adjust", OWN | {PANEL_CHAIR}, own),
    Row("what_if", "selection.adjust", OTHERS, others, "another's"),
]
for name in ("rule_on", "lift_ruling"):
    ROWS.append(Row(name, "selection.run", OWN, ready))
    ROWS.append(Row(name, "selection.run", set(), elsewhere, "in another call", gone=True))
