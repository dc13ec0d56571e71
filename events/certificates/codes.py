"""Codes as they are typed from paper."""

import re

from core.keys import ALPHABET

LENGTH = 12
NOT_IN_CODES = re.compile(f"[^{ALPHABET.upper()}]")


def canonical(typed: str) -> str | None:
    """The code in three groups of four, from whatever case, spaces and hyphens it was typed with; None for no code."""
    bare = re.sub(r"[\s\-‐‑‒–—_.]+", "", typed).upper()
    if len(bare) != LENGTH or NOT_IN_CODES.search(bare):
        return None
    return "-".join(bare[start : start + 4] for start in range(0, LENGTH, 4))
