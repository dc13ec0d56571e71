from tests.permissions.row import SECRETARIAT, Row
from tests.world import ORGANISER, OTHER_ORGANISER

OWN = {SECRETARIAT, ORGANISER}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}


def own(world):
    return {"key": world.venue.key}


def others(world):
    return {"key": world.other_venue.key}


ROWS = []
for name in ("edition_venues", "new_venue"):
    ROWS += [
        Row(name, "venues.keep", OWN, lambda world: {"key": world.edition.key}),
        Row(name, "venues.keep", OTHERS, lambda world: {"key": world.other_edition.key}, "another's"),
        Row(name, "venues.keep", OWN | OTHERS, lambda world: {"key": world.hosted_edition.key},
            "held by another"),
    ]
for name in ("change_venue", "venue_earlier", "remove_venue"):
    ROWS += [Row(name, "venues.change", OWN, own), Row(name, "venues.change", OTHERS, others, "another's")]
