from talent.people.consent_mail import who_is_asked
from tests.permissions.row import BY_LINK, EVERYBODY, Row


def link(world):
    """The guardian's link; it opens for whoever holds it, signed in or not."""
    return {"token": who_is_asked(world.consent_request)[0].link.rstrip("/").rsplit("/", maxsplit=1)[-1]}


def broken_link(world):
    return {"token": link(world)["token"][:-3]}


ROWS = [
    Row("consent", BY_LINK, EVERYBODY, link),
    Row("consent", BY_LINK, set(), broken_link, "by a broken link", gone=True),
    Row("consent_new_link", BY_LINK, EVERYBODY, link),
    Row("consent_change", BY_LINK, set(), lambda world: {**link(world), "slug": "none"}, "not asked", gone=True),
]
