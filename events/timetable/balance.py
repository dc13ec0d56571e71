"""Sharing people out evenly by two attributes at once: an equitable colouring of the edges of a bipartite graph.

A person is an edge between their country and their gender; a group is a colour. Every bipartite multigraph has,
for any number of colours, a colouring in which each vertex sees each colour equally often but for one, and the
colours are used equally often but for one (D. de Werra, 1971). So countries, genders and sizes are all as even as
whole people allow, and that is reached every time, not only aimed at.

The construction: vertices are split into pieces of at most `colours` edges, the pieces' edges are coloured
properly (D. König, 1916: where no colour is free at both ends, two colours are exchanged along an alternating
path), and colours used too often give to those used too seldom along such paths.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence

Vertex = tuple[str, Hashable, int]


class Colouring:
    """The colouring under way: for each piece of a vertex, which edge has which colour."""

    def __init__(self, colours: int) -> None:
        self.colours = colours
        self.ends: list[tuple[Vertex, Vertex]] = []
        self.colour: list[int] = []
        self.at: dict[Vertex, dict[int, int]] = defaultdict(dict)

    def add(self, first: Vertex, second: Vertex) -> None:
        """Colour one more edge, exchanging two colours along a path where none is free at both ends."""
        free_first, free_second = self.free(first), self.free(second)
        common = next((colour for colour in free_first if colour in set(free_second)), None)
        if common is None:
            common, other = free_first[0], free_second[0]
            # The path from `second` in these two colours never ends at `first`: the graph is bipartite.
            self.exchange(self.path(second, common, other), common, other)
        edge = len(self.ends)
        self.ends.append((first, second))
        self.colour.append(common)
        self.at[first][common] = self.at[second][common] = edge

    def free(self, vertex: Vertex) -> list[int]:
        """Colours not yet at this vertex: there is one, for a piece has at most as many edges as there are colours."""
        taken = self.at[vertex]
        return [colour for colour in range(self.colours) if colour not in taken]

    def path(self, start: Vertex, first: int, second: int) -> list[int]:
        """The edges of the path from `start` whose colours alternate, beginning with `first`."""
        edges, vertex, wanted, then = [], start, first, second
        while (edge := self.at[vertex].get(wanted)) is not None:
            edges.append(edge)
            one, other = self.ends[edge]
            vertex = other if vertex == one else one
            wanted, then = then, wanted
        return edges

    def exchange(self, edges: Sequence[int], one: int, other: int) -> None:
        for edge in edges:
            for vertex in self.ends[edge]:
                if self.at[vertex].get(self.colour[edge]) == edge:
                    del self.at[vertex][self.colour[edge]]
        for edge in edges:
            self.colour[edge] = other if self.colour[edge] == one else one
            for vertex in self.ends[edge]:
                self.at[vertex][self.colour[edge]] = edge

    def even_out(self) -> None:
        """Make the colours equally frequent, but for one, leaving the colouring proper."""
        while True:
            count = [0] * self.colours
            for colour in self.colour:
                count[colour] += 1
            much, little = count.index(max(count)), count.index(min(count))
            if count[much] - count[little] <= 1:
                return
            self.exchange(self.surplus_path(much, little), much, little)

    def surplus_path(self, much: int, little: int) -> list[int]:
        """A path alternating in the two colours with one edge more of `much`: there is one, for `much` has more."""
        for vertex in list(self.at):
            if much in self.at[vertex] and little not in self.at[vertex]:
                edges = self.path(vertex, much, little)
                if len(edges) % 2:
                    return edges
        raise AssertionError("a colour that is used more often has a path that begins and ends with it")


def share_out(attributes: Sequence[tuple[Hashable, Hashable]], groups: int) -> list[int]:
    """The group (from 0) of each person given by two attributes.

    Of every value of either attribute, and of all people, any two groups get numbers that differ by at most
    one. The order of `attributes` decides among the many such ways.
    """
    colouring = Colouring(groups)
    met: dict[tuple[str, Hashable], int] = defaultdict(int)
    for country, gender in attributes:
        ends = []
        for side, value in (("first", country), ("second", gender)):
            ends.append((side, value, met[side, value] // groups))
            met[side, value] += 1
        colouring.add(ends[0], ends[1])
    colouring.even_out()
    return colouring.colour
