from tests.permissions.row import SECRETARIAT, Row
from tests.world import ORGANISER, OTHER_ORGANISER

OWN = {SECRETARIAT, ORGANISER}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}

ROWS = [
    Row("move_edition_back", "calling_off.call_off", OWN, lambda world: {"key": world.postponement.edition.key}),
    Row("move_edition_back", "calling_off.call_off", set(), lambda world: {"key": world.other_edition.key},
        "never moved"),
]
for name in ("cancel_edition", "postpone_edition"):
    ROWS += [
        Row(name, "calling_off.call_off", OWN, lambda world: {"key": world.edition.key}),
        Row(name, "calling_off.call_off", OTHERS, lambda world: {"key": world.other_edition.key}, "another's"),
        Row(name, "calling_off.call_off", OWN, lambda world: {"key": world.hosted_edition.key}, "held by another"),
    ]
