"""Stripe's parameters: form-encoded, nested with brackets, strictly typed, none of them unknown."""

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl

from script.stripe_standin.refusal import Refusal, invalid, missing, unknown

PART = re.compile(r"\[([^\]]*)\]")
MOST_METADATA, LONGEST_KEY, LONGEST_VALUE = 50, 40, 500


def decode(body: str) -> dict[str, Any]:
    """`a[b][0][c]=d` as nested dictionaries; where all keys are whole numbers, or empty, as lists."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        head, bracket, _rest = name.partition("[")
        path = [head, *(PART.findall(name[len(head):]) if bracket else [])]
        at = tree
        for step in path[:-1]:
            at = at.setdefault(step or str(len(at)), {})
            if not isinstance(at, dict):
                raise Refusal(f"Invalid hash: {name}", param=head)
        last = path[-1] if path[-1] or len(path) == 1 else str(len(at))
        at[last] = value
    return {name: listed(value) for name, value in tree.items()}


def listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: listed(one) for name, one in value.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def only(given: dict[str, Any], known: Collection[str], within: str = "") -> None:
    """Refuse a parameter that is not among the known."""
    for name in given:
        if name not in known:
            raise unknown(f"{within}[{name}]" if within else name)


def text(given: dict[str, Any], name: str, *, required: bool = False, longest: int = 5000) -> str | None:
    value = given.get(name)
    if value in (None, ""):
        if required:
            raise missing(name)
        return None
    if not isinstance(value, str):
        raise invalid(name, f"Invalid string: {value}")
    if len(value) > longest:
        raise invalid(name, f"Invalid string: must be at most {longest} characters", "string_too_long")
    return value


def whole(given: dict[str, Any], name: str, *, required: bool = False) -> int | None:
    value = given.get(name)
    if value in (None, ""):
        if required:
            raise missing(name)
        return None
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,15}", value):
        raise invalid(name, f"Invalid integer: {value}", "parameter_invalid_integer")
    return int(value)


def table(given: dict[str, Any], name: str) -> dict[str, Any]:
    value = given.get(name) or {}
    if not isinstance(value, dict):
        raise invalid(name, "Invalid hash")
    return value


def items(given: dict[str, Any], name: str) -> list[Any]:
    value = given.get(name) or []
    if not isinstance(value, list):
        raise invalid(name, "Invalid array")
    return value


def metadata(given: dict[str, Any], name: str = "metadata") -> dict[str, str]:
    """Up to 50 keys of at most 40 characters, values of at most 500; an empty value takes a key away."""
    found = table(given, name)
    if len(found) > MOST_METADATA:
        raise invalid(name, f"Metadata can have at most {MOST_METADATA} keys")
    for key, value in found.items():
        if not isinstance(value, str):
            raise invalid(f"{name}[{key}]", "Metadata values must be strings")
        if len(key) > LONGEST_KEY or len(value) > LONGEST_VALUE:
            raise invalid(f"{name}[{key}]", "Metadata keys have at most 40 characters, values at most 500")
    return {key: value for key, value in found.items() if value}


def one_of(given: dict[str, Any], name: str, known: Collection[str], default: str | None = None) -> str | None:
    value = text(given, name) or default
    if value is not None and value not in known:
        raise invalid(name, f"Invalid {name}: must be one of {', '.join(sorted(known))}")
    return value
