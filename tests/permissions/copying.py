from tests.permissions.row import SECRETARIAT, Row
from tests.world import ORGANISER, OTHER_ORGANISER

OWN = {SECRETARIAT, ORGANISER}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}


ROWS = [
    Row("copy_edition", "copying.copy", OWN, lambda world: {"key": world.edition.key}),
    Row("copy_edition", "copying.copy", OTHERS, lambda world: {"key": world.other_edition.key}, "another's"),
    Row("copy_edition", "copying.copy", OWN, lambda world: {"key": world.hosted_edition.key}, "held by another"),
]
