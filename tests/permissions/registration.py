from tests.permissions.row import SECRETARIAT, Row
from tests.world import COORDINATOR, ORGANISER, OTHER_COORDINATOR, OTHER_ORGANISER

SCHOOLS = {COORDINATOR, OTHER_COORDINATOR}
OWN = {SECRETARIAT, ORGANISER}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}


def own(world):
    return {"key": world.edition.key}


def others(world):
    return {"key": world.other_edition.key}


def hosted(world):
    """An edition of the own host's programme that the other host holds, to which the own school sends somebody."""
    return {"key": world.hosted_registration.edition.key}


def on_line(world):
    return {"slug": world.hosted_registration.edition.slug}


def own_registration(world):
    return {"key": world.registration.key}


def others_registration(world):
    return {"key": world.other_registration.key}


def own_delegation(world):
    return {"key": world.edition.key, "delegation": world.delegation.key}


def others_delegation(world):
    """The own edition's delegation under the other edition's address."""
    return {"key": world.other_edition.key, "delegation": world.delegation.key}


ROWS = [
    Row("edition_own_country", "registration.see_own_country", {OTHER_ORGANISER},
        lambda world: {"key": world.co_hosted_edition.key}),
    Row("edition_own_country", "registration.see_own_country", set(), own, "without co-hosts"),
    Row("join_on_line", "registration.join_on_line",
        {SECRETARIAT, ORGANISER, OTHER_ORGANISER, COORDINATOR}, on_line),
    Row("join_on_line", "registration.join_on_line", set(), lambda world: {"slug": world.edition.slug}, "not on line",
        gone=True),
    Row("registered_record", "registration.see_record", {ORGANISER}, own_registration),
    Row("registered_record", "registration.see_record", {OTHER_ORGANISER}, others_registration, "another's"),
    Row("my_registrations", "registration.register_own", SCHOOLS),
    Row("open_editions", "registration.register_own", SCHOOLS),
    Row("new_teacher", "registration.register_own", SCHOOLS),
    Row("register_students", "registration.register_own", SCHOOLS, own),
    Row("register_students", "registration.register_own", set(), lambda world: {"key": world.draft_edition.key},
        "a draft", gone=True),
    Row("registration", "registration.see", OWN | {COORDINATOR}, own_registration),
    Row("registration", "registration.see", OTHERS | {OTHER_COORDINATOR}, others_registration, "another's"),
    Row("cancel_registration", "registration.cancel", OWN | {COORDINATOR}, own_registration),
    Row("cancel_registration", "registration.cancel", OTHERS | {OTHER_COORDINATOR}, others_registration, "another's"),
    Row("change_delegation", "registration.run", OWN, own_delegation),
    Row("change_delegation", "registration.run", set(), others_delegation, "another's", gone=True),
]
for name in ("edition_registrations", "edition_numbers", "edition_delegations"):
    ROWS.append(Row(name, "registration.see_who_comes", OWN, own))
    ROWS.append(Row(name, "registration.see_who_comes", OTHERS, others, "another's"))
    ROWS.append(Row(name, "registration.see_who_comes", OWN | OTHERS, hosted, "held by another"))
    ROWS.append(Row(name, "registration.see_who_comes", OWN, lambda world: {"key": world.co_hosted_edition.key},
                    "co-hosted by another"))
for name in ("open_places", "add_people", "add_found_person", "add_new_person"):
    ROWS.append(Row(name, "registration.run", OWN, own))
    ROWS.append(Row(name, "registration.run", OTHERS, others, "another's"))
    ROWS.append(Row(name, "registration.run", OWN | OTHERS, hosted, "held by another"))
