from tests.permissions.row import SECRETARIAT, Row
from tests.world import ORGANISER, OTHER_ORGANISER, PANEL_CHAIR, REVIEWER

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


def chairs_review(world):
    return {"key": world.chairs_review.key}


def evidence_to_review(world):
    return {"key": world.review.key, "question": world.evidence_to_review.question.key}


def standing(world):
    return {"key": world.standing.proposal.call.key, "nomination": world.standing.nomination.key}


ROWS = [
    Row("panel", "reviews.run", OWN, own),
    Row("panel", "reviews.run", OTHERS, others, "another's"),
    Row("start_reviewing", "reviews.run", OWN, own),
    Row("start_reviewing", "reviews.run", OTHERS, others, "another's"),
    Row("remove_panellist", "reviews.run", OWN, lambda world: {"key": world.panellist.key}),
    Row("make_chair", "reviews.run", OWN, lambda world: {"key": world.panellist.key}),
    Row("withdraw_panel_invitation", "reviews.run", OWN, lambda world: {"key": world.panel_invitation.key}),
    Row("call_review", "calls.edit", OWN, own),
    Row("call_review", "calls.edit", OTHERS, others, "another's"),
    Row("assignment", "reviews.run", OWN, own),
    Row("assignment", "reviews.run", OTHERS, others, "another's"),
    Row("panel_seat", "reviews.edit_seat", OWN | {REVIEWER}, lambda world: {"key": world.panellist.key}),
    Row("declare_conflict", "reviews.edit_seat", OWN | {REVIEWER}, lambda world: {"key": world.panellist.key}),
    Row("remove_conflict", "reviews.edit_conflict", OWN | {REVIEWER},
        lambda world: {"key": world.declared_conflict.key}),
    Row("remove_conflict", "reviews.edit_conflict", OWN,
        lambda world: {"key": world.organisers_conflict.key}, "declared by the organiser"),
    Row("my_reviews", "reviews.mine", {REVIEWER, PANEL_CHAIR}),
    Row("nomination_reviews", "reviews.see_all", OWN | {PANEL_CHAIR},
        lambda world: {"key": world.standing.nomination.key}, "closed"),
    Row("nomination_reviews", "reviews.see_all", set(),
        lambda world: {"key": world.review.nomination.key}, "not closed"),
]
ROWS.append(Row("review_evidence", "reviews.review", {REVIEWER}, evidence_to_review))
for name in ("review_progress", "remind_panel"):
    access, passes = ("reviews.follow", {PANEL_CHAIR}) if name == "review_progress" else ("reviews.run", set())
    ROWS.append(Row(name, access, OWN | passes, own))
    ROWS.append(Row(name, access, OWN | passes, in_review, "in review"))
    ROWS.append(Row(name, access, OTHERS, others, "another's"))
for name in ("review_page", "keep_points", "keep_comment", "submit_review", "open_review_again", "stand_aside"):
    ROWS.append(Row(name, "reviews.review", {REVIEWER}, review))
    ROWS.append(Row(name, "reviews.review", {PANEL_CHAIR}, chairs_review, "another's"))
