"""Opening a module's rooms when Django starts.

Each room may have `permissions.py`, `tasks.py`, `receivers.py`, `waiting.py`, `places.py` (links in
the bar), `schedule.py`, `shown.py` (what it puts on pages of rooms below it) and `erasing.py` (what becomes of its rows
when a person or a nomination is erased); importing them is what registers them.
"""

import importlib
import pkgutil
from importlib.util import find_spec

REGISTERED_BY_IMPORT = ("permissions", "tasks", "receivers", "waiting", "places", "schedule", "shown", "erasing")


def rooms_of(module: str) -> list[str]:
    """The dotted names of a module's rooms, in alphabetical order."""
    package = importlib.import_module(module)
    return sorted(
        f"{module}.{found.name}"
        for found in pkgutil.iter_modules(package.__path__)
        if found.ispkg and found.name not in {"migrations", "templatetags", "management"}
    )


def open_rooms(module: str) -> None:
    """Import the pieces of every room that take effect by being imported."""
    for room in rooms_of(module):
        for piece in REGISTERED_BY_IMPORT:
            if find_spec(f"{room}.{piece}"):
                importlib.import_module(f"{room}.{piece}")
