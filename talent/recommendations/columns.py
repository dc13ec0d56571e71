"""The recommenders' columns in the table by which a school nominates many. They are named, and asked on submission."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from core.accounts.models import User
from talent.calls.models import Call
from talent.institutions.models import Institution
from talent.nominations.bulk.columns import AddedColumn, AddedPart, adds_columns
from talent.nominations.models import Nomination
from talent.people.models import Guardian
from talent.people.student_import.words import read_language
from talent.recommendations.asking import Recommender, name_recommender
from talent.recommendations.models import Recommendation


def columns(call: Call) -> Sequence[AddedColumn]:
    """Three for each recommendation that the call asks for."""
    languages = tuple(code for code, _name in settings.LANGUAGES)
    found = []
    for n in range(1, call.recommendations_asked + 1):
        found += [
            AddedColumn(f"name{n}", heading("name", n), _("A teacher who knows the nominee's work.")),
            AddedColumn(f"email{n}", heading("email", n), _("They get a link there once the nomination is submitted.")),
            AddedColumn(f"language{n}", heading("language", n), _("Empty: the school's own."), languages),
        ]
    return found


def heading(part: str, n: int) -> str:
    words = {
        "name": _("Recommender %(n)s: name"), "email": _("Recommender %(n)s: email"),
        "language": _("Recommender %(n)s: language"),
    }
    return words[part] % {"n": n}


def known(call: Call, institution: Institution) -> dict[str, Any]:
    """The school's language, who is named already for whom, and whose addresses may not recommend whom."""
    named: dict[int, set[str]] = {}
    live = Recommendation.objects.live().filter(nomination__call=call, nomination__institution=institution)
    for person, email in live.values_list("nomination__nominee_id", "email"):
        named.setdefault(person, set()).add(email.casefold())
    related: dict[int, set[str]] = {}
    guardians = Guardian.objects.filter(person__institution=institution).exclude(email="")
    for person, email in guardians.values_list("person_id", "email"):
        related.setdefault(person, set()).add(email.casefold())
    return {
        "language": institution.language, "named": named, "related": related, "asked": call.recommendations_asked,
    }


def read(
    texts: Mapping[str, str], person: int, known: Mapping[str, Any]
) -> tuple[list[dict[str, str]] | None, list[list[str]]]:
    """Those to be named: who is named already is passed over, so that a table may be brought again."""
    found: list[dict[str, str]] = []
    wrong: list[list[str]] = []
    named = known["named"].get(person, set())
    for n in range(1, known["asked"] + 1):
        name, email = texts.get(f"name{n}", "").strip(), texts.get(f"email{n}", "").strip()
        if not name and not email:
            continue
        language = texts.get(f"language{n}", "").strip()
        code = read_language(language) if language else known["language"]
        if fault := fault_in(name, email, known["related"].get(person, set())):
            wrong.append([heading(fault[0], n), fault[1]])
        elif code is None:
            wrong.append([heading("language", n), _("“%(text)s” is not a language that Luminary writes in")
                          % {"text": language[:40]}])
        elif any(email.casefold() == each["email"].casefold() for each in found):
            wrong.append([heading("email", n), _("the same address twice")])
        elif email.casefold() not in named:
            found.append({"name": name, "email": email, "language": code})
    if len(found) + len(named) > known["asked"]:
        wrong.append([heading("name", 1), _("as many recommenders as the call asks for are named already")])
    return found or None, wrong


def fault_in(name: str, email: str, related: set[str]) -> tuple[str, str] | None:
    if not name or len(name) > 200:
        return "name", _("is missing or too long")
    try:
        validate_email(email)
    except ValidationError:
        return "email", _("“%(text)s” is not an email address") % {"text": email[:60]}
    if email.casefold() in related:
        return "email", _("is a guardian's address; name a teacher")
    return None


def store(nomination: Nomination, value: list[dict[str, str]], by: User) -> None:
    for each in value:
        name_recommender(nomination, Recommender(**each), by)


RECOMMENDERS = adds_columns(AddedPart("recommenders", columns, known, read, store))
