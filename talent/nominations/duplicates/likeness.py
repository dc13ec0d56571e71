"""Whether two nominees may be one person: the rule, without a database.

Names are compared as their letters sound: every script is written in Latin letters, the ways of transliterating one
name are drawn together (Dmitriy, Dmitrii, Dmitry), accents and the order of names do not count, and a name with a
patronymic or a middle name fits one without. A pair is found by blocks (of one date of birth, or of two words of the
name), so that ten thousand nominees are not each compared with each.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import combinations

from anyascii import anyascii
from rapidfuzz.distance import Indel

# Up to so many are compared each with each; in a larger block only those that stand near one another by name.
LARGEST_BLOCK, WINDOW = 200, 20
# How alike names must be (0 to 100) with the same date of birth, and with one that is nearly the same or not known.
ALIKE_SAME_DAY, ALIKE_OTHERWISE = 82.0, 92.0
# Each word of the shorter name has a word this much like it: else it is a brother or a sister.
EACH_WORD = 72.0
# Draws together the ways in which one sound is transliterated; in this order.
SOUNDS = (
    ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("x", "ks"), ("ck", "k"),
    ("tz", "ts"), ("oe", "u"), ("ou", "u"), ("w", "v"), ("j", "i"), ("y", "i"), ("q", "k"), ("ae", "e"),
)
DOUBLED = re.compile(r"(.)\1+")
WORD = re.compile(r"[a-z]+")
CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Reason(StrEnum):
    """Why two may be one; the pages have the words."""

    SAME_NAME = "same name"
    SAME_LETTERS = "same name in Latin letters"
    NAME_ALIKE = "name alike"
    SAME_BIRTH_DATE = "same date of birth"
    NEAR_BIRTH_DATE = "date of birth nearly the same"
    NO_BIRTH_DATE = "date of birth not known"
    OTHER_GENDER = "gender differs"
    OTHER_COUNTRY = "country differs"


@dataclass(frozen=True)
class Facts:
    """One nominee. `school` is compared only for being another: pairs are looked for across schools."""

    pk: int
    school: int
    names: tuple[str, ...]
    born: date | None = None
    gender: str = ""
    country: str = ""


@dataclass(frozen=True)
class Pair:
    """Two nominees who may be one, the smaller number first; `score` from 0 to 100."""

    first: int
    second: int
    score: int
    reasons: tuple[Reason, ...]


Words = tuple[str, ...]


@cache
def words_of(name: str) -> Words:
    """The name's words as they sound, in Latin letters, without case; in the order in which they are written."""
    latin = CAPITALS.sub(" ", anyascii(unicodedata.normalize("NFKC", name))) if not name.isascii() else name
    return tuple(sounded(word) for word in WORD.findall(latin.casefold().replace("'", "").replace("`", "")))


def sounded(word: str) -> str:
    for written, sound in SOUNDS:
        word = word.replace(written, sound)
    word = DOUBLED.sub(r"\1", word)
    return word[1:] if word.startswith("ie") and len(word) > 3 else word


def name_likeness(one: Words, other: Words) -> float:
    """0 to 100, the same whichever is first. The order of words does not count, nor a name more on one side."""
    if not one or not other:
        return 0.0
    return max(by_words(one, other), joined(one, other))


def by_words(one: Words, other: Words) -> float:
    """Each word of the shorter name with the one that is most like it, each used once; weighed by their length."""
    short, long = sorted((tuple(sorted(one)), tuple(sorted(other))), key=lambda words: (len(words), words))
    # A single word says too little against a full name.
    if len(short) == 1 and len(long) > 1:
        return 0.0
    pairs = sorted(
        ((Indel.normalized_similarity(a, b) * 100, i, k) for i, a in enumerate(short) for k, b in enumerate(long)),
        key=lambda each: (-each[0], abs(len(short[each[1]]) - len(long[each[2]])), each[1], each[2]),
    )
    used_short: dict[int, float] = {}
    used_long: set[int] = set()
    for alike, i, k in pairs:
        if i not in used_short and k not in used_long:
            used_short[i] = alike
            used_long.add(k)
    if min(used_short.values()) < EACH_WORD:
        return 0.0
    weight = sum(len(short[i]) for i in used_short)
    return sum(alike * len(short[i]) for i, alike in used_short.items()) / weight


def joined(one: Words, other: Words) -> float:
    """Written together or apart (Xiaoming, Xiao Ming), with the family name first or last."""
    best = max(
        Indel.normalized_similarity(a, b) for a in turned(one) for b in turned(other)
    )
    return best * 100 if best >= 0.97 else 0.0


def turned(words: Words) -> list[str]:
    return ["".join(words[at:] + words[:at]) for at in range(len(words))]


def compare(one: Facts, other: Facts) -> Pair | None:
    """The pair that they make, or None. The same whichever is first."""
    one, other = sorted((one, other), key=lambda each: each.pk)
    if one.pk == other.pk or one.school == other.school:
        return None
    alike = max(name_likeness(words_of(a), words_of(b)) for a in one.names for b in other.names)
    day, weight = birth_reason(one.born, other.born)
    if day is None or alike < (ALIKE_SAME_DAY if day == Reason.SAME_BIRTH_DATE else ALIKE_OTHERWISE):
        return None
    reasons = [name_reason(one, other, alike), day]
    score = alike * 0.6 + weight
    if one.gender and other.gender and one.gender != other.gender:
        reasons.append(Reason.OTHER_GENDER)
        score -= 15
    if one.country and other.country and one.country != other.country:
        reasons.append(Reason.OTHER_COUNTRY)
        score -= 5
    return Pair(one.pk, other.pk, round(score), tuple(reasons))


def name_reason(one: Facts, other: Facts, alike: float) -> Reason:
    if {spelled(name) for name in one.names} & {spelled(name) for name in other.names}:
        return Reason.SAME_NAME
    return Reason.SAME_LETTERS if alike >= 99.5 else Reason.NAME_ALIKE


def spelled(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def birth_reason(one: date | None, other: date | None) -> tuple[Reason | None, int]:
    """What the dates of birth say, with its weight; None where they speak against it."""
    if one is None or other is None:
        return Reason.NO_BIRTH_DATE, 15
    if one == other:
        return Reason.SAME_BIRTH_DATE, 40
    same = sum((one.year == other.year, one.month == other.month, one.day == other.day))
    turned_round = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    # A day and month typed the other way round, or one of the three typed wrong (the year by a few only).
    near = turned_round or (same == 2 and abs(one.year - other.year) <= 2)
    return (Reason.NEAR_BIRTH_DATE, 25) if near else (None, 0)


def find_pairs(people: Iterable[Facts]) -> list[Pair]:
    """All pairs, in the order of their numbers; the order of `people` makes no difference."""
    found: dict[tuple[int, int], Pair] = {}
    seen: set[tuple[int, int]] = set()
    for block in blocks_of(people):
        for one, other in compared(block):
            key = (min(one.pk, other.pk), max(one.pk, other.pk))
            if key in seen:
                continue
            seen.add(key)
            if pair := compare(one, other):
                found[key] = pair
    return [found[key] for key in sorted(found)]


def blocks_of(people: Iterable[Facts]) -> Iterator[list[Facts]]:
    """Those of one date of birth, and those whose names share two words' beginnings."""
    by_day: dict[date, list[Facts]] = defaultdict(list)
    by_name: dict[tuple[str, ...], list[Facts]] = defaultdict(list)
    for each in sorted(people, key=lambda one: one.pk):
        if each.born:
            by_day[each.born].append(each)
        for key in name_keys(each):
            by_name[key].append(each)
    yield from by_day.values()
    yield from by_name.values()


def name_keys(facts: Facts) -> set[tuple[str, ...]]:
    keys: set[tuple[str, ...]] = set()
    for name in facts.names:
        words = sorted({word[:3] for word in words_of(name)})
        keys |= {(a, b) for a, b in combinations(words, 2)} or {tuple(words)}
        whole = min(turned(words_of(name)), default="")
        keys.add(("=", whole))
    return keys - {()}


def compared(block: Sequence[Facts]) -> Iterator[tuple[Facts, Facts]]:
    """Each with each in a small block; in a large one each with those that stand near by name in either order."""
    if len(block) <= LARGEST_BLOCK:
        yield from combinations(block, 2)
        return
    for order in (sorting_key, reversed_key):
        ordered = sorted(block, key=lambda one: (order(one), one.pk))
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 : at + 1 + WINDOW]:
                yield one, other


def sorting_key(facts: Facts) -> Words:
    return tuple(sorted(words_of(facts.names[-1]))) if facts.names else ()


def reversed_key(facts: Facts) -> Words:
    return tuple(sorted(words_of(facts.names[-1]), reverse=True)) if facts.names else ()
