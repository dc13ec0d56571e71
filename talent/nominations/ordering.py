"""An order that a person makes by moving lines and by typing places. Pure."""

from collections.abc import Mapping, Sequence


def moved(keys: Sequence[str], key: str, steps: int) -> list[str]:
    """The order with one line moved up (-1) or down (1); at the ends it stays. An unknown key changes nothing."""
    order = list(keys)
    if key in order:
        at = order.index(key)
        order.insert(min(max(at + steps, 0), len(order) - 1), order.pop(at))
    return order


def placed(keys: Sequence[str], places: Mapping[str, int]) -> list[str]:
    """The order with some lines at typed places, counted from one; the others keep their order and fill the gaps.

    Of two lines typed at one place the one that moved comes before the one that stood there, else the earlier first.
    A place beyond the end means the end.
    """
    before = {key: number for number, key in enumerate(keys, start=1)}
    typed = {key: place for key, place in places.items() if key in before and place != before[key]}
    order = [key for key in keys if key not in typed]
    for key, place in sorted(typed.items(), key=lambda pair: (pair[1], before[pair[0]])):
        order.insert(max(place, 1) - 1, key)
    return order
