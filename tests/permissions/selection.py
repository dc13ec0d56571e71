from talent.selection.family import OFFER_LINK
from tests.permissions.row import BY_LINK, EVERYBODY, SECRETARIAT, Row
from tests.world import COORDINATOR, ORGANISER, OTHER_COORDINATOR, OTHER_ORGANISER, PANEL_CHAIR, REVIEWER, TEACHER

OWN = {SECRETARIAT, ORGANISER}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}
SCHOOL = {COORDINATOR, TEACHER}


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


def standing(world):
    return {"key": world.standing.proposal.call.key, "nomination": world.standing.nomination.key}


def missing_standing(world):
    """A nomination that is in no open proposal of the call."""
    return {"key": world.call.key, "nomination": world.nomination.key}


def offer(world):
    return {"key": world.offer.key}


def other_offer(world):
    return {"key": world.other_offer.key}


def link(world):
    return {"token": OFFER_LINK.token(world.offer_reader)}


ROWS = [
    Row("panel", "selection.run", OWN, own),
    Row("panel", "selection.run", OTHERS, others, "another's"),
    Row("start_reviewing", "selection.run", OWN, own),
    Row("start_reviewing", "selection.run", OTHERS, others, "another's"),
    Row("remove_panellist", "selection.run", OWN, lambda world: {"key": world.panellist.key}),
    Row("make_chair", "selection.run", OWN, lambda world: {"key": world.panellist.key}),
    Row("withdraw_panel_invitation", "selection.run", OWN, lambda world: {"key": world.panel_invitation.key}),
    Row("my_reviews", "selection.my_reviews", {REVIEWER, PANEL_CHAIR}),
    Row("nomination_reviews", "selection.see_reviews", OWN | {PANEL_CHAIR},
        lambda world: {"key": world.standing.nomination.key}, "closed"),
    Row("nomination_reviews", "selection.see_reviews", set(),
        lambda world: {"key": world.review.nomination.key}, "not closed"),
    Row("proposal", "selection.follow", OWN | {PANEL_CHAIR}, own),
    Row("proposal", "selection.follow", OTHERS, others, "another's"),
    Row("propose_again", "selection.run", OWN, own),
    Row("propose_again", "selection.run", OTHERS, others, "another's"),
    Row("decide", "selection.run", OWN, own),
    Row("decide", "selection.run", OTHERS, others, "another's"),
    Row("call_offers", "selection.run", OWN, own),
    Row("call_offers", "selection.run", OTHERS, others, "another's"),
    Row("send_offers", "selection.run", OWN, own),
    Row("send_offers", "selection.run", OTHERS, others, "another's"),
    Row("offer_again", "selection.run", OWN, lambda world: {"key": world.nomination.key}),
    Row("offer_again", "selection.run", OTHERS, lambda world: {"key": world.other_nomination.key}, "another's"),
    Row("take_back_offer", "selection.run_offer", OWN, offer),
    Row("take_back_offer", "selection.run_offer", OTHERS, other_offer, "another's"),
    Row("school_offers", "selection.school_offers", {COORDINATOR, TEACHER, OTHER_COORDINATOR}),
    Row("offer_page", "selection.see_offer", OWN | SCHOOL, offer),
    Row("offer_page", "selection.see_offer", OTHERS | {OTHER_COORDINATOR}, other_offer, "another's"),
    Row("offer_by_link", BY_LINK, EVERYBODY, link),
    Row("offer_by_link", BY_LINK, set(), lambda world: {"token": link(world)["token"][:-3]}, "broken", gone=True),
]
for name in ("review_progress", "close_reviews", "reopen_reviews", "remind_panel"):
    access, passes = ("selection.follow", {PANEL_CHAIR}) if name == "review_progress" else ("selection.run", set())
    ROWS.append(Row(name, access, OWN | passes, own))
    ROWS.append(Row(name, access, OWN | passes, in_review, "in review"))
    ROWS.append(Row(name, access, OTHERS, others, "another's"))
for name in ("review_page", "keep_points", "keep_comment", "submit_review", "open_review_again", "stand_aside"):
    ROWS.append(Row(name, "selection.review", {REVIEWER}, review))
    ROWS.append(Row(name, "selection.review", {PANEL_CHAIR}, chairs_review, "another's"))
for name in ("adjust_standing", "undo_adjustment"):
    ROWS.append(Row(name, "selection.adjust", OWN | {PANEL_CHAIR}, standing))
    ROWS.append(Row(name, "selection.adjust", set(), missing_standing, "in no proposal", gone=True))
for name in ("accept_offer", "decline_offer"):
    ROWS.append(Row(name, "selection.answer_offer", {COORDINATOR}, offer))
    ROWS.append(Row(name, "selection.answer_offer", {OTHER_COORDINATOR}, other_offer, "another's"))
