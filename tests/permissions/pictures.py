from tests.permissions.row import EVERYBODY, PUBLIC, SECRETARIAT, Row
from tests.world import ORGANISER, OTHER_ORGANISER

OWN = {SECRETARIAT, ORGANISER}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}


def own(world):
    return {"key": world.picture.key}


def others(world):
    return {"key": world.other_picture.key}


def a_width(world):
    return {"digest": world.picture.upload.renditions.first().digest}


ROWS = [
    Row("edition_picture", PUBLIC, EVERYBODY, a_width),
    Row("edition_picture", PUBLIC, set(), lambda world: {"digest": "0" * 64}, "of nothing", gone=True),
    Row("edition_pictures", "pictures.keep", OWN, lambda world: {"key": world.edition.key}),
    Row("edition_pictures", "pictures.keep", OTHERS, lambda world: {"key": world.other_edition.key}, "another's"),
    Row("edition_pictures", "pictures.keep", OWN | OTHERS, lambda world: {"key": world.hosted_edition.key},
        "held by another"),
]
for name in ("describe_picture", "picture_earlier", "remove_picture"):
    ROWS += [Row(name, "pictures.change", OWN, own), Row(name, "pictures.change", OTHERS, others, "another's")]
