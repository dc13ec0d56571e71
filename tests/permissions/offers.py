from talent.offers.family import OFFER_LINK
from tests.permissions.row import BY_LINK, EVERYBODY, SECRETARIAT, Row
from tests.world import COORDINATOR, ORGANISER, OTHER_COORDINATOR, OTHER_ORGANISER, TEACHER

OWN = {SECRETARIAT, ORGANISER}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}
SCHOOL = {COORDINATOR, TEACHER}


def own(world):
    return {"key": world.call.key}


def others(world):
    return {"key": world.other_call.key}


def offer(world):
    return {"key": world.offer.key}


def other_offer(world):
    return {"key": world.other_offer.key}


def link(world):
    return {"token": OFFER_LINK.token(world.offer_reader)}


ROWS = [
    Row("call_offers", "offers.run", OWN, own),
    Row("call_offers", "offers.run", OTHERS, others, "another's"),
    Row("send_offers", "offers.run", OWN, own),
    Row("send_offers", "offers.run", OTHERS, others, "another's"),
    Row("offer_again", "offers.run", OWN, lambda world: {"key": world.nomination.key}),
    Row("offer_again", "offers.run", OTHERS, lambda world: {"key": world.other_nomination.key}, "another's"),
    Row("take_back_offer", "offers.run", OWN, offer),
    Row("take_back_offer", "offers.run", OTHERS, other_offer, "another's"),
    Row("school_offers", "offers.of_my_school", {COORDINATOR, TEACHER, OTHER_COORDINATOR}),
    Row("offer_page", "offers.see", OWN | SCHOOL, offer),
    Row("offer_page", "offers.see", OTHERS | {OTHER_COORDINATOR}, other_offer, "another's"),
    Row("offer_by_link", BY_LINK, EVERYBODY, link),
    Row("offer_by_link", BY_LINK, set(), lambda world: {"token": link(world)["token"][:-3]}, "broken", gone=True),
]
for name in ("accept_offer", "decline_offer"):
    ROWS.append(Row(name, "offers.answer", {COORDINATOR}, offer))
    ROWS.append(Row(name, "offers.answer", {OTHER_COORDINATOR}, other_offer, "another's"))
