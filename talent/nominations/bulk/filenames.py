"""Which nominee and which question a file is about, by its name: the rule, without a database.

A file is named by the student's number or name, then the question: `1042 transcript.pdf`, `Ann Able - letter.pdf`,
`1042/transcript.jpg` (in a folder named for the student), `1042 q3.pdf` (the third question). Where the call asks
for one file only, the student alone is enough. A name that fits nobody, two people, two questions, or a place that
another file takes is not taken, and the answer says which.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

BETWEEN = re.compile(r"[\s_\-–—.,;:/\\()\[\]{}+·'’\"]+")
ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
NUMBERED = re.compile(r"(?:q|question)?0*(\d{1,3})")
NAMED = 3


@dataclass(frozen=True)
class Somebody:
    """A student that a file may be about, with the ways their name is written."""

    pk: int
    number: str
    names: tuple[str, ...]

    @property
    def shown(self) -> str:
        name = self.names[0] if self.names else ""
        return f"{name} ({self.number})" if self.number else name


@dataclass(frozen=True)
class Wanted:
    """A question that asks for a file; `place` is its number among all the questions of the call, from 1."""

    key: str
    label: str
    place: int


@dataclass(frozen=True)
class Named:
    """A file: the names it may have (where the archive does not tell the encoding), and what it holds, as a digest."""

    index: int
    names: tuple[str, ...]
    digest: str = ""


@dataclass(frozen=True)
class Match:
    """What was found for one file: whom and which question, or the reason why not."""

    index: int
    person: int | None = None
    question: str = ""
    reason: str = ""

    @property
    def taken(self) -> bool:
        return not self.reason


Words = tuple[str, ...]


def words_of(text: str) -> Words:
    """The words of a name, without case; the characters between them do not matter."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return tuple(word for word in BETWEEN.split(plain) if word)


def bare(words: Words) -> Words:
    """The words without accents: for names typed on a keyboard that has none."""
    out = []
    for word in words:
        plain = unicodedata.normalize("NFKD", word.replace("đ", "d"))
        out.append("".join(each for each in plain if not "\u0300" <= each <= "\u036f"))
    return tuple(out)


def match_files(files: Sequence[Named], people: Iterable[Somebody], questions: Sequence[Wanted]) -> list[Match]:
    """For each file, in order. The order of files, people and questions makes no difference."""
    register = Register(people, questions)
    found = [register.find(file) for file in files]
    return refuse_repetitions(files, found, register)


class Register:
    """The people and questions, by the words of their names."""

    def __init__(self, people: Iterable[Somebody], questions: Sequence[Wanted]) -> None:
        self.people = {each.pk: each for each in people}
        self.questions = {each.key: each for each in questions}
        self.by_words: dict[Words, set[int]] = defaultdict(set)
        self.by_bare: dict[Words, set[int]] = defaultdict(set)
        for person in self.people.values():
            for name in (person.number, *person.names):
                if words := words_of(name):
                    self.by_words[words].add(person.pk)
                    self.by_bare[bare(words)].add(person.pk)

    def find(self, file: Named) -> Match:
        """By each of the names that it may have; the first that fits somebody and a question counts."""
        answers = [self.find_name(file.index, name) for name in file.names]
        return next((answer for answer in answers if answer.taken), answers[0])

    def find_name(self, index: int, name: str) -> Match:
        # With all its folders, with some, with none: a folder may be the student's, or a class's.
        parts = ENDING.sub("", name).strip("/").split("/")
        readings = [words_of("/".join(parts[at:])) for at in range(len(parts))]
        for people, spell in ((self.by_words, tuple), (self.by_bare, bare)):
            pairs, begun = set[tuple[int, str]](), set[int]()
            for words in readings:
                fit, some_begun = self.pairs(people, spell(words))
                pairs, begun = pairs | fit, begun | some_begun
            if pairs:
                owners = {pk for folder in parts[:-1] for pk in people.get(spell(words_of(folder)), ())}
                return self.only(index, self.agreeing(pairs, owners))
            if begun:
                return Match(index, reason=self.no_question(begun))
        return Match(index, reason=_("The name begins with no nominee's number or name."))

    @staticmethod
    def agreeing(pairs: set[tuple[int, str]], owners: set[int]) -> set[tuple[int, str]]:
        """Where a folder is a student's, the file is that student's too; one that names another stays undecided."""
        agreed = {pair for pair in pairs if pair[0] in owners}
        return agreed or pairs | {(owner, key) for owner in owners for _pk, key in pairs}

    def pairs(
        self, people: dict[Words, set[int]], words: Words
    ) -> tuple[set[tuple[int, str]], set[int]]:
        """Every (person, question) that the words fit, and everybody whose name they begin with."""
        pairs: set[tuple[int, str]] = set()
        begun: set[int] = set()
        for cut in range(1, len(words) + 1):
            if some := people.get(words[:cut]):
                begun |= some
                pairs |= {(pk, key) for pk in some for key in self.questions_of(words[cut:])}
        return pairs, begun

    def questions_of(self, words: Words) -> set[str]:
        """The questions that the words after the student's name may mean."""
        if not words:
            return set(self.questions) if len(self.questions) == 1 else set()
        plain = bare(words)
        exact = {q.key for q in self.questions.values() if bare(words_of(q.label)) == plain}
        if exact:
            return exact
        if len(words) <= 2 and (number := NUMBERED.fullmatch("".join(words))):
            numbered = {q.key for q in self.questions.values() if q.place == int(number[1])}
            if numbered:
                return numbered
        return {q.key for q in self.questions.values() if set(plain) <= set(bare(words_of(q.label)))}

    def only(self, index: int, pairs: set[tuple[int, str]]) -> Match:
        people = sorted({pk for pk, _key in pairs}, key=lambda pk: self.people[pk].shown)
        if len(people) > 1:
            return Match(index, reason=_("It names two nominees: %(names)s. Name it by the number.") % {
                "names": some([self.people[pk].shown for pk in people])
            })
        if len(pairs) > 1:
            labels = sorted(self.questions[key].label for _pk, key in pairs)
            return Match(index, person=people[0], reason=_("It fits two questions: %(labels)s.") % {
                "labels": some([f"“{label}”" for label in labels])
            })
        ((pk, key),) = pairs
        return Match(index, pk, key)

    def no_question(self, begun: set[int]) -> str:
        names = some(sorted(self.people[pk].shown for pk in begun))
        if not self.questions:
            return _("It names %(names)s, but the call asks for no file.") % {"names": names}
        labels = some([f"“{q.label}”" for q in sorted(self.questions.values(), key=lambda q: q.place)])
        return _("It names %(names)s, but no question after it. The questions are: %(labels)s.") % {
            "names": names, "labels": labels
        }


def refuse_repetitions(files: Sequence[Named], found: list[Match], register: Register) -> list[Match]:
    """Two files for one place: neither is taken, unless they hold the very same; then the first by name is."""
    places: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    for at, match in enumerate(found):
        if match.taken:
            places[match.person, match.question].append(at)
    for places_taken in places.values():
        if len(places_taken) < 2:
            continue
        ordered = sorted(places_taken, key=lambda at: (files[at].names[0], files[at].digest))
        same = len({files[at].digest for at in ordered}) == 1 and files[ordered[0]].digest
        names = some([files[at].names[0] for at in ordered])
        for at in ordered[1:] if same else ordered:
            reason = (
                _("The same file as “%(name)s”, which is taken.") % {"name": files[ordered[0]].names[0]} if same
                else _("Several files for one question of one nominee: %(names)s. Leave one.") % {"names": names}
            )
            found[at] = Match(files[at].index, found[at].person, found[at].question, reason)
    return found


def some(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")


def example_names(person: Somebody, questions: Sequence[Wanted]) -> list[str]:
    """How files for this person may be called, one for each question: for the template and the page."""
    whose = person.number or person.names[0]
    return [f"{whose} {short_label(question, questions)}.pdf" for question in questions]


def short_label(question: Wanted, questions: Sequence[Wanted]) -> str:
    """The fewest first words of its label that no other question has, without what file systems do not take."""
    words = [word for word in re.split(r"[\s/\\:*?\"<>|.,;]+", question.label.lower()) if word]
    register = Register([], questions)
    for n in range(1, min(len(words), 4) + 1):
        if register.questions_of(words_of(" ".join(words[:n]))) == {question.key}:
            return " ".join(words[:n])
    return f"q{question.place}"
