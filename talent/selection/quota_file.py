"""A file of quotas (TOML): `places`, `seed`, `[[quota]]` and `[[ruling]]`."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from talent.selection.nomination_file import NominationFile, Refused
from talent.selection.quotas import QuotaRule
from talent.selection.terms import Ruling, Terms

TOP = {"places", "seed", "quota", "ruling"}
COUNTS = ("min", "max")
SHARES = ("min_share", "max_share")
QUOTA = {"where", "per", *COUNTS, *SHARES}
RULING = {"id", "take", "reason"}
MOST = 10**9


@dataclass(frozen=True)
class QuotaFile:
    """`places` is None where the file leaves it open."""

    places: int | None
    seed: str
    rules: tuple[QuotaRule, ...]
    rulings: tuple[Ruling, ...]

    def terms(self, places: int) -> Terms:
        return Terms(places, self.rules, self.rulings)


def read_quota_file(content: bytes) -> QuotaFile:
    """Read a file of quotas. Raises Refused with a sentence for each fault."""
    try:
        given = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"), parse_float=Decimal)
    except UnicodeDecodeError:
        raise Refused([_("It is not text in UTF-8.")]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refused([_("It is not TOML: %(error)s.") % {"error": error}]) from None
    faults = [unknown(key, TOP) for key in sorted(set(given) - TOP)]
    places = given.get("places")
    if places is not None and not is_count(places):
        faults.append(_("“places” must be a whole number from 0."))
    seed = given.get("seed", "")
    if not isinstance(seed, str | int) or isinstance(seed, bool):
        faults.append(_("“seed” must be a text or a whole number."))
    entries = {name: tables(given, name, faults) for name in ("quota", "ruling")}
    for name, judge in (("quota", faults_of_quota), ("ruling", faults_of_ruling)):
        for number, entry in enumerate(entries[name], start=1):
            faults += [f"[[{name}]] {number}: {fault}" for fault in judge(entry)]
    if not faults:
        faults += twice_ruled(entries["ruling"])
    if faults:
        raise Refused(faults)
    rules = tuple(rule_of(entry, number) for number, entry in enumerate(entries["quota"], start=1))
    rulings = tuple(
        Ruling(text_of(entry["id"]), entry["take"], entry.get("reason", "").strip()) for entry in entries["ruling"]
    )
    return QuotaFile(places, str(seed), rules, rulings)


def unknown(key: str, known: Collection[str]) -> str:
    near = get_close_matches(key, sorted(known), n=1)
    meant = _(" Is “%(near)s” meant?") % {"near": near[0]} if near else ""
    return _("“%(key)s” is not known here; known are %(known)s.") % {
        "key": key, "known": ", ".join(sorted(known))
    } + meant


def tables(given: Mapping[str, Any], name: str, faults: list[str]) -> list[dict[str, Any]]:
    found = given.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        faults.append(_("“%(name)s” must be written as [[%(name)s]], once for each.") % {"name": name})
        return []
    return found


def is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST


def is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and Decimal(value).is_finite()


def faults_of_quota(entry: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(set(entry) - QUOTA):
        yield unknown(key, QUOTA)
    yield from faults_of_whom(entry)
    if not set(entry) & {*COUNTS, *SHARES}:
        yield _("it asks for nothing; give min, max, min_share or max_share.")
    wrong = False
    for key in COUNTS:
        if key in entry and not is_count(entry[key]):
            wrong = True
            yield _("%(key)s must be a whole number from 0, not %(value)s.") % {"key": key, "value": shown(entry[key])}
    for key in SHARES:
        if key in entry and not is_number(entry[key]):
            wrong = True
            yield _("%(key)s must be a number from 0 to 1, not %(value)s.") % {"key": key, "value": shown(entry[key])}
        elif key in entry and not 0 <= entry[key] <= 1:
            wrong = True
            yield _("%(key)s is %(value)s; a share of those selected is from 0 to 1 (0.45 is 45 %%).") % {
                "key": key, "value": shown(entry[key])
            }
    if not wrong:
        yield from faults_of_order(entry)


def faults_of_order(entry: Mapping[str, Any]) -> Iterator[str]:
    for least, most in (("min", "max"), ("min_share", "max_share")):
        if least in entry and most in entry and entry[least] > entry[most]:
            yield _("%(least)s (%(low)s) is above %(most)s (%(high)s).") % {
                "least": least, "most": most, "low": shown(entry[least]), "high": shown(entry[most])
            }


def faults_of_whom(entry: Mapping[str, Any]) -> Iterator[str]:
    if ("where" in entry) == ("per" in entry):
        yield _("give where or per, not both.") if "where" in entry else _(
            "it does not say whom it counts; give where = {column = \"value\"} or per = \"column\"."
        )
    if "per" in entry and (not isinstance(entry["per"], str) or not entry["per"].strip()):
        yield _("per must name a column.")
    if "where" in entry:
        where = entry["where"]
        if not isinstance(where, dict) or not where:
            yield _("where must be written as {column = \"value\"}.")
            return
        for column, value in where.items():
            if not isinstance(value, str | int | Decimal) or (isinstance(value, Decimal) and not value.is_finite()):
                yield _("where: the value of “%(column)s” must be a text, a number, true or false.") % {
                    "column": column
                }


def faults_of_ruling(entry: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(set(entry) - RULING):
        yield unknown(key, RULING)
    if not isinstance(entry.get("id"), str | int) or not text_of(entry["id"]) or isinstance(entry["id"], bool):
        yield _("id must name a nomination.")
    if not isinstance(entry.get("take"), bool):
        yield _("take must be true (must be taken) or false (must not).")
    if not isinstance(entry.get("reason", ""), str):
        yield _("reason must be a text.")


def twice_ruled(entries: list[dict[str, Any]]) -> list[str]:
    keys = [text_of(entry["id"]) for entry in entries]
    return [
        _("[[ruling]] %(n)s: there is another about the id “%(id)s”.") % {"n": number, "id": key}
        for number, key in enumerate(keys, start=1)
        if key in keys[: number - 1]
    ]


def text_of(value: object) -> str:
    return str(value).strip()


def shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"“{value}”" if isinstance(value, str) else str(value)


def rule_of(entry: Mapping[str, Any], number: int) -> QuotaRule:
    def share(key: str) -> Fraction | None:
        return Fraction(entry[key]) if key in entry else None

    return QuotaRule(
        where=tuple((column.strip(), value) for column, value in entry.get("where", {}).items()),
        per=entry.get("per", "").strip(),
        minimum=entry.get("min"), maximum=entry.get("max"), minimum_share=share("min_share"),
        maximum_share=share("max_share"),
        name=_("quota %(n)s") % {"n": number},
    )


def check_against(quotas: QuotaFile, nominations: NominationFile) -> None:
    """Whether the quotas ask about what the nominations have. Raises Refused."""
    stated = {column for each in nominations.nominations for column, cell in each.traits.items() if cell}
    faults = []
    for rule in quotas.rules:
        for column in [rule.per] if rule.per else [column for column, _value in rule.where]:
            if column not in nominations.columns:
                faults.append(no_column(rule, column, nominations.columns))
            elif column not in stated:
                faults.append(
                    _("%(quota)s: no nomination states anything in the column “%(column)s”.")
                    % {"quota": rule.name, "column": column}
                )
    keys = {each.key for each in nominations.nominations}
    faults += [
        _("[[ruling]] %(n)s: no nomination has the id “%(id)s”.") % {"n": number, "id": ruling.key}
        for number, ruling in enumerate(quotas.rulings, start=1) if ruling.key not in keys
    ]
    if faults:
        raise Refused(faults)


def no_column(rule: QuotaRule, column: str, columns: Collection[str]) -> str:
    near = get_close_matches(column.casefold(), [each.casefold() for each in columns], n=1)
    meant = next((each for each in columns if near and each.casefold() == near[0]), "")
    return _("%(quota)s: no nomination has a column “%(column)s”; there are %(columns)s.") % {
        "quota": rule.name, "column": column, "columns": ", ".join(each for each in columns if each)
    } + (_(" Is “%(near)s” meant?") % {"near": meant} if meant else "")
