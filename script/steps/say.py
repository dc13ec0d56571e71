"""Telling the person at the terminal what is done and what went wrong, in plain words."""

import sys
from typing import NoReturn


class Stopped(Exception):
    """Something went wrong that a person can mend; the text says what and how."""


def say(words: str) -> None:
    print(f"· {words}", flush=True)


def stop(error: Stopped) -> NoReturn:
    print(f"\n✗ {error}", file=sys.stderr, flush=True)
    raise SystemExit(1)
