from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.accounts.access import requires
from core.audit.models import Entry, Reading
from core.lists.listing import Column, Filter, Listing

MODULES = ("core", "talent", "events", "competitions")


def kinds() -> list[tuple[str, str]]:
    """The kinds of record that acts are about, by their names in the reader's language."""
    models = [model for module in MODULES for model in apps.get_app_config(module).get_models()]
    found = ContentType.objects.get_for_models(*models)
    named = [(str(kind.pk), str(model._meta.verbose_name)) for model, kind in found.items()]
    return sorted((pk, capfirst(name)) for pk, name in named if not name.startswith("historical"))


def kind_in_words(row: Entry | Reading) -> str:
    model = ContentType.objects.get_for_id(row.kind_id).model_class()
    return capfirst(str(model._meta.verbose_name)) if model else ""


def change_in_words(entry: Entry) -> str:
    """From which state to which, as the record's own lifecycle names them."""
    if not entry.to_state:
        return ""
    model = ContentType.objects.get_for_id(entry.kind_id).model_class()
    lifecycle = getattr(model, "lifecycle", None)
    labels = dict(lifecycle.states.choices) if lifecycle else {}
    return f"{labels.get(entry.from_state, entry.from_state)} → {labels.get(entry.to_state, entry.to_state)}"


KIND = Filter("kind", _("Kind"), kinds, "kind_id")
AUDIT = Listing(
    name="audit",
    columns=[
        Column("at", _("When"), "at", sort="id"),
        Column("who", _("Who"), "who"),
        Column("act", _("Act"), "act"),
        Column("kind", _("Kind"), kind_in_words),
        Column("label", _("Record"), "label"),
        Column("change", _("Change"), change_in_words),
        Column("reason", _("Reason"), "reason"),
    ],
    filters=[KIND],
    search=("label", "reason", "by_whom", "by__name", "by__email", "act"),
    sort="-id",
    empty=_("Nothing has happened yet."),
)
READINGS = Listing(
    name="readings",
    columns=[
        Column("at", _("When"), "at", sort="id"),
        Column("who", _("Who"), "by"),
        Column("what", _("What was read"), "what"),
        Column("kind", _("Of which kind of record"), kind_in_words),
        Column("record", _("Number"), "record_id"),
    ],
    filters=[KIND],
    search=("what", "by__name", "by__email"),
    sort="-id",
    empty=_("Nobody has read anything protected yet."),
)


@requires("audit.see_entries")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first."""
    return AUDIT.answer(request, Entry.objects.select_related("by"), "core/audit/entries.html")


@requires("audit.see_entries")
@require_safe
def readings(request: HttpRequest) -> HttpResponse:
    """Who read what is protected, newest first."""
    return READINGS.answer(request, Reading.objects.select_related("by"), "core/audit/readings.html")
