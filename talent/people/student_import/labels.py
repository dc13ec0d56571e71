"""The fields of an import in words for people."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from talent.people.languages import languages_in_words
from talent.people.models import Gender

LABELS = {
    "number": gettext_lazy("school's number"),
    "name": gettext_lazy("name"),
    "latin_name": gettext_lazy("name in Latin letters"),
    "family_name": gettext_lazy("family name"),
    "given_name": gettext_lazy("given name"),
    "middle_name": gettext_lazy("middle name"),
    "birth_date": gettext_lazy("date of birth"),
    "gender": gettext_lazy("gender"),
    "country": gettext_lazy("country"),
    "grade": gettext_lazy("grade"),
    "languages": gettext_lazy("languages"),
    "email": gettext_lazy("email"),
    "left_on": gettext_lazy("left on"),
    "relationship": gettext_lazy("relationship"),
    "phone": gettext_lazy("telephone"),
    "language": gettext_lazy("language"),
}


def label_of(field: str) -> str:
    """A field in words; what is no field (a heading of the file, a column's letter) stays as it is."""
    if field.startswith(("guardian1_", "guardian2_")):
        return _("guardian %(n)s: %(field)s") % {"n": field[8], "field": str(LABELS[field[10:]])}
    return str(LABELS.get(field, field))


def shown(field: str, value: Any) -> str:
    """A value as a person reads it."""
    if value in ("", None, []):
        return "–"
    if field == "languages":
        return languages_in_words(value)
    if field == "gender":
        return str(dict(Gender.choices).get(value, value))
    if field == "country":
        return countries.name(value) or value
    return str(value)


def change_in_words(field: str, change: list[Any]) -> str:
    """`grade: 8 → 9`, `Ann Smith, email: – → a@example.org`, `new guardian: Ann Smith, a@example.org`."""
    if field.startswith("guardian:new:"):
        values = change[1]
        details = ", ".join(values[name] for name in ("name", "relationship", "email", "phone") if values.get(name))
        return _("new guardian: %(details)s") % {"details": details}
    if field.startswith("guardian:"):
        name = field.split(":")[2]
        label = f"{change[2]}, {LABELS[name]}"
    else:
        name, label = field, label_of(field)
    return f"{label}: {shown(name, change[0])} → {shown(name, change[1])}"


def wrong_in_words(wrong: list[list[str]]) -> str:
    return "; ".join(f"{label_of(field)}: {reason}" for field, reason in wrong)
