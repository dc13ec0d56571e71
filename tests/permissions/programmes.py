from tests.permissions.row import EVERYBODY, PUBLIC, SECRETARIAT, Row
from tests.world import ORGANISER, OTHER_ORGANISER

OWN = {SECRETARIAT, ORGANISER}
OTHERS = {SECRETARIAT, OTHER_ORGANISER}


def own(world):
    return {"key": world.edition.key}


def others(world):
    return {"key": world.other_edition.key}


def hosted(world):
    """An edition of the own host's programme that the other host holds."""
    return {"key": world.hosted_edition.key}


def own_member(world):
    return {"key": world.edition.key, "member": world.team_member.key}


def others_member(world):
    """A member of the own edition's team under the other edition's address."""
    return {"key": world.other_edition.key, "member": world.team_member.key}


ROWS = [
    Row("editions", PUBLIC, EVERYBODY),
    Row("edition_page", PUBLIC, EVERYBODY, lambda world: {"slug": world.edition.slug}),
    Row("edition_page", PUBLIC, set(), lambda world: {"slug": world.draft_edition.slug}, "a draft", gone=True),
    Row("edition_calendar", PUBLIC, EVERYBODY, lambda world: {"slug": world.edition.slug}),
    Row("edition_calendar", PUBLIC, set(), lambda world: {"slug": world.draft_edition.slug}, "a draft", gone=True),
    Row("my_editions", "programmes.list_mine", OWN | OTHERS),
    Row("choose_programme", "programmes.make", OWN | OTHERS),
    Row("new_programme", "programmes.make", OWN | OTHERS),
    Row("new_edition", "programmes.change_programme", OWN, lambda world: {"key": world.edition.programme.key}),
    Row("edition_home", "programmes.see_edition", OWN, own),
    Row("edition_home", "programmes.see_edition", OTHERS, others, "another's"),
    Row("edition_home", "programmes.see_edition", OWN | OTHERS, hosted, "held by another"),
    Row("edition_home", "programmes.see_edition", OWN | OTHERS, lambda world: {"key": world.co_hosted_edition.key},
        "co-hosted by another"),
    Row("remove_from_team", "programmes.run_edition", OWN, own_member),
    Row("remove_from_team", "programmes.run_edition", set(), others_member, "another's", gone=True),
]
for name in ("edit", "publish", "unpublish", "close", "archive"):
    ROWS.append(Row(f"{name}_edition", "programmes.run_edition", OWN, own))
    ROWS.append(Row(f"{name}_edition", "programmes.run_edition", OTHERS, others, "another's"))
    ROWS.append(Row(f"{name}_edition", "programmes.run_edition", OWN, hosted, "held by another"))
ROWS.append(Row("edition_team", "programmes.run_edition", OWN, own))
ROWS.append(Row("edition_team", "programmes.run_edition", OTHERS, others, "another's"))
