from talent.people.record.link import Kin
from tests.permissions.row import BY_LINK, EVERYBODY, SECRETARIAT, Row
from tests.world import COORDINATOR, OTHER_COORDINATOR


def own(world):
    return {"key": world.erasure.key}


def others(world):
    return {"key": world.other_erasure.key}


def link(world):
    kin = Kin(world.student, world.guardian)
    return {"token": kin.link.rstrip("/").rsplit("/", maxsplit=1)[-1]}


ROWS = [Row("erasures", "retention.see_log", {SECRETARIAT})]
for name in ("erasure", "grant_erasure", "refuse_erasure"):
    ROWS += [
        Row(name, "retention.decide", {SECRETARIAT, COORDINATOR}, own),
        Row(name, "retention.decide", {SECRETARIAT, OTHER_COORDINATOR}, others, "another's"),
    ]
ROWS += [
    Row("ask_erasure", BY_LINK, EVERYBODY, link),
    Row("ask_erasure", BY_LINK, set(), lambda world: {"token": "wrong"}, "by a broken link", gone=True),
    Row("keep_record_longer", BY_LINK, EVERYBODY, link),
]
