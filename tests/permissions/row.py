"""One row of the permission table."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

from core.accounts.access import BY_LINK, PUBLIC, SIGNED_IN
from tests.world import EVERYBODY, SECRETARIAT, SIGNED_IN_ROLES, World

ALLAUTH = "allauth"
__all__ = ["ALLAUTH", "BY_LINK", "EVERYBODY", "PUBLIC", "SECRETARIAT", "SIGNED_IN", "SIGNED_IN_ROLES", "Row"]


def no_arguments(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """Who passes at one address, about one record.

    `name` is the address's URL name; `access` what its view wears (a permission's name, or PUBLIC, SIGNED_IN,
    BY_LINK); `passes` the roles (of tests.world) that are let in, all others being refused; `kwargs` builds the
    address's arguments from the world; `about` says whose record it is where there is more than one row a name.
    `gone` is for an address that answers 404 to everybody as the world stands (its own tests tell when it does not).
    """

    name: str
    access: str
    passes: Set[str]
    kwargs: Callable[[World], dict[str, Any]] = no_arguments
    about: str = ""
    gone: bool = False
