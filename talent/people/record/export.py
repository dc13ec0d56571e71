"""A record as JSON and as PDF, as far as the reader sees it. docs/record.md describes the JSON's fields."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.documents.typeset import pdf_response, typeset
from talent.institutions.models import Institution
from talent.people.models import Person
from talent.people.record.details import stored
from talent.people.record.reading import Line, by_year, lines_of
from talent.people.record.sight import As, Looking

SCHEMA = "luminary.talent-record/1"


def file_name(person: Person, ending: str) -> str:
    return f"{slugify(person.latin_name) or person.key}-{_('talent-record')}.{ending}"


def knows_school(person: Person, lookings: Sequence[Looking]) -> bool:
    """Whether the reader may know where the person is now: a former school may not."""
    return any(look.role != As.SCHOOL or look.institution == person.institution_id for look in lookings)


def as_json(person: Person, lookings: Sequence[Looking]) -> dict[str, Any]:
    """The record as JSON values, by the schema of this version."""
    return {
        "schema": SCHEMA,
        "made_at": timezone.now().replace(microsecond=0).isoformat(),
        "seen_as": str(lookings[0].role) if lookings else "",
        "person": {
            "key": person.key, "name": person.name, "latin_name": person.latin_name,
            "birth_date": person.birth_date.isoformat() if person.birth_date else None,
            "country": person.country.code,
            "institution": institution_json(person.institution) if knows_school(person, lookings) else None,
        },
        "entries": [line_json(line) for line in lines_of(person, lookings)],
    }


def institution_json(institution: Institution | None) -> dict[str, str] | None:
    if institution is None:
        return None
    return {
        "key": institution.key, "name": institution.name, "latin_name": institution.latin_name,
        "country": institution.country.code,
    }


def line_json(line: Line) -> dict[str, Any]:
    entry = line.entry
    return {
        "key": entry.key, "kind": entry.kind, "title": entry.title, "on": entry.on.isoformat(),
        "institution": institution_json(entry.institution), "nominated_by": institution_json(entry.nominated_by),
        "organiser": institution_json(entry.organiser), "detail": stored(line.detail),
        "withdrawn_at": entry.withdrawn_at.isoformat() if entry.withdrawn_at else None,
    }


def json_file(person: Person, lookings: Sequence[Looking]) -> HttpResponse:
    response = JsonResponse(
        as_json(person, lookings), json_dumps_params={"ensure_ascii": False, "indent": 2},
        content_type="application/json; charset=utf-8",
    )
    response["Content-Disposition"] = content_disposition_header(True, file_name(person, "json")) or ""
    response["Cache-Control"] = "private, no-store"
    return response


def pdf_file(person: Person, lookings: Sequence[Looking]) -> HttpResponse:
    values = sheet_values(person, lookings)
    return pdf_response(typeset("talent/people/record/record.typ", values), file_name(person, "pdf"))


def sheet_values(person: Person, lookings: Sequence[Looking]) -> dict[str, Any]:
    """All words that stand on the sheet, in the reader's language."""
    facts = [(_("Name in Latin letters"), person.latin_name)] if person.latin_name != person.name else []
    if person.birth_date:
        facts.append((_("Date of birth"), date_format(person.birth_date)))
    if knows_school(person, lookings):
        facts.append((_("School"), person.institution.both_names))
    return {
        "title": _("Talent record"), "name": person.name, "facts": facts,
        "language": (get_language() or "en").split("-")[0],
        "foot": _("Made by Luminary on %(day)s") % {"day": date_format(timezone.localdate())},
        "empty": _("Nothing is written in this record yet."), "withdrawn": _("withdrawn"),
        "years": [
            {"year": str(year.year), "lines": [line_values(line) for line in year.lines]}
            for year in by_year(lines_of(person, lookings))
        ],
    }


def line_values(line: Line) -> dict[str, Any]:
    entry = line.entry
    return {
        "day": date_format(entry.on), "kind": entry.get_kind_display(), "title": entry.title, "words": line.words,
        "by": ", ".join(each.both_names for each in (entry.organiser, entry.institution) if each),
        "withdrawn": line.withdrawn,
    }
