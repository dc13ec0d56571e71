"""Cross-national groups: who works with whom, balanced by country, gender and age."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from events.timetable.balance import share_out

# How many rounds of exchanges for the ages, and how many partners each person tries in one.
ROUNDS, PARTNERS = 30, 60


@dataclass(frozen=True)
class Participant:
    """One person to be put into a group. `gender` may be '' (not said), `age` None (not known)."""

    id: int
    country: str
    gender: str = ""
    age: float | None = None


@dataclass(frozen=True)
class GroupFacts:
    """What a group is made of."""

    size: int
    countries: Mapping[str, int]
    genders: Mapping[str, int]
    mean_age: float | None


def number_of_groups(people: int, size: int) -> int:
    """How many groups of about `size` there are: as many as keep every group at `size` or one below, if possible."""
    return max(1, -(-people // max(1, size)))


def propose_groups(people: Sequence[Participant], number: int, seed: int = 1) -> list[list[Participant]]:
    """`number` groups of the people, the same for the same people, number and seed.

    Sizes differ by at most one. Of each country, and of each gender, any two groups have numbers that differ by
    at most one; so no two of one country meet in a group unless there are more of them than groups. Within
    these bounds the mean ages are brought near one another by exchanges. More groups than people leave some
    empty. Raises ValueError for fewer than one group.
    """
    if number < 1:
        raise ValueError("at least one group")
    chance = random.Random(seed)  # noqa: S311 a draw that can be repeated is wanted
    drawn = sorted(people, key=lambda person: person.id)
    chance.shuffle(drawn)
    group_of = share_out([(person.country, person.gender) for person in drawn], number)
    balance_ages(drawn, group_of, number, chance)
    groups: list[list[Participant]] = [[] for _number in range(number)]
    for person, group in zip(drawn, group_of, strict=True):
        groups[group].append(person)
    return [sorted(group, key=lambda person: (person.country, person.id)) for group in groups]


def balance_ages(people: Sequence[Participant], group_of: list[int], number: int, chance: random.Random) -> None:
    """Exchange people of the same country and gender between groups while that brings ages nearer the mean."""
    known = [person.age for person in people if person.age is not None]
    if not known:
        return
    mean = sum(known) / len(known)
    above = [0.0] * number
    over = [0.0 if person.age is None else person.age - mean for person in people]
    for index, group in enumerate(group_of):
        above[group] += over[index]
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, person in enumerate(people):
        alike[person.country, person.gender].append(index)
    for _round in range(ROUNDS):
        gained = sum(exchange_once(members, group_of, above, over, chance) for members in alike.values())
        if gained < 1e-6:
            return


def exchange_once(
    members: Sequence[int], group_of: list[int], above: list[float], over: Sequence[float], chance: random.Random
) -> float:
    """Exchange each of these with the first partner that helps; gives by how much the squares became smaller."""
    gained = 0.0
    for one in members:
        partners = members if len(members) <= PARTNERS else chance.sample(members, PARTNERS)
        for other in partners:
            first, second = group_of[one], group_of[other]
            shift = over[other] - over[one]
            if first == second or not shift:
                continue
            before = above[first] ** 2 + above[second] ** 2
            after = (above[first] + shift) ** 2 + (above[second] - shift) ** 2
            if after < before - 1e-9:
                above[first] += shift
                above[second] -= shift
                group_of[one], group_of[other] = second, first
                gained += before - after
                break
    return gained


def facts_of(group: Sequence[Participant]) -> GroupFacts:
    ages = [person.age for person in group if person.age is not None]
    return GroupFacts(
        size=len(group),
        countries=Counter(person.country for person in group),
        genders=Counter(person.gender for person in group),
        mean_age=sum(ages) / len(ages) if ages else None,
    )


@dataclass(frozen=True)
class Broken:
    """A rule that a move by hand would break: which, and of what how many."""

    rule: str
    value: str = ""
    count: int = 0


def broken_by_moving(
    groups: Mapping[int, Sequence[Participant]], person: Participant, to: int
) -> list[Broken]:
    """What moving the person into group `to` would make worse than the even share: a warning for each rule.

    `groups` is by number, as the groups stand now.
    """
    after = {
        number: [each for each in group if each.id != person.id] + ([person] if number == to else [])
        for number, group in groups.items()
    }
    found = []
    same = sum(1 for each in after[to] if each.country == person.country)
    others = min(sum(1 for each in group if each.country == person.country) for group in after.values())
    if same > 1 and same - others > 1:
        found.append(Broken("country", person.country, same))
    sizes = [len(group) for group in after.values()]
    if max(sizes) - min(sizes) > 1:
        found.append(Broken("size", count=max(sizes) - min(sizes)))
    of_gender = [sum(1 for each in group if each.gender == person.gender) for group in after.values()]
    if max(of_gender) - min(of_gender) > 1:
        found.append(Broken("gender", person.gender, max(of_gender) - min(of_gender)))
    return found


def place_late_comers(
    groups: Mapping[int, Sequence[Participant]], late: Sequence[Participant]
) -> dict[int, int]:
    """A group for each who came after the groups were made: {person's id: group's number}. Nobody else moves.

    Each goes where fewest of their country are; among those, into the smallest group, then where fewest of
    their gender are.
    """
    now = {number: list(group) for number, group in groups.items()}
    placed: dict[int, int] = {}
    if not now:
        return placed
    for person in sorted(late, key=lambda each: each.id):
        def fit(number: int, person: Participant = person) -> tuple[int, int, int, int]:
            group = now[number]
            return (
                sum(1 for each in group if each.country == person.country), len(group),
                sum(1 for each in group if each.gender == person.gender), number,
            )

        best = min(now, key=fit)
        now[best].append(replace(person))
        placed[person.id] = best
    return placed
