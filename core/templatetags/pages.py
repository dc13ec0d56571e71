"""The page grammar as template tags; every template has them without loading."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django_countries import countries

from core.accounts.demonstration import PASSWORD, offered_accounts
from core.accounts.models import DemonstrationAccount
from core.accounts.zones import zone_or_utc
from core.audit.lifecycle import Lifecycle
from core.audit.models import Entry

register = template.Library()

TONES = {
    "good": {
        "verified", "confirmed", "accepted", "published", "given", "selected", "ready", "submitted", "sent", "open",
        "stored", "issued", "paid", "done",
    },
    "bad": {
        "refused", "suspended", "declined", "withdrawn", "cancelled", "expired", "failed", "wrong", "revoked", "cannot",
    },
    "wait": {
        "waiting", "applied", "queued", "uncertain", "held", "offered", "waiting_consent", "waiting_list", "draft",
        "with_school", "with_ministry", "to_pay", "under_way",
        "assigned", "started", "preview", "asked", "opened", "named",
    },
}


@register.simple_tag
def state_badge(record: Any, field: str = "state") -> str:
    """A record's state in words, with a tone that colour alone does not carry."""
    value = getattr(record, field)
    return format_html(
        '<span class="state state-{}">{}</span>', tone(value), getattr(record, f"get_{field}_display")()
    )


@register.filter
def tone(state: str) -> str:
    return next((name for name, states in TONES.items() if state in states), "plain")


@register.inclusion_tag("pages/steps.html")
def steps(lifecycle: Lifecycle, record: Any) -> dict:
    """The lifecycle drawn as steps: what is behind, where the record stands, what comes."""
    path = list(lifecycle.path)
    now = record.state
    aside = now not in path
    at = path.index(now) if not aside else -1
    drawn = [
        {"label": lifecycle.states(state).label, "done": index < at, "now": index == at}
        for index, state in enumerate(path)
    ]
    if aside:
        drawn.append({"label": lifecycle.states(now).label, "done": False, "now": True})
    return {"steps": drawn}


@register.inclusion_tag("pages/history.html")
def history(record: Any, limit: int = 30) -> dict:
    """What happened to a record, newest first."""
    entries = list(Entry.objects.about(record)[: limit + 1])
    states = dict(type(record)._meta.get_field("state").flatchoices) if hasattr(record, "state") else {}
    for entry in entries:
        entry.from_words = states.get(entry.from_state, entry.from_state)
        entry.to_words = states.get(entry.to_state, entry.to_state)
    return {"entries": entries[:limit], "more": len(entries) > limit}


@register.simple_tag
def moment(value: datetime | None, zone: str = "UTC") -> str:
    """A moment in the record's zone, with the viewer's own beside it where the clocks differ."""
    if value is None:
        return "–"
    there = value.astimezone(zone_or_utc(zone))
    here = timezone.localtime(value)
    shown = moment_text(value, zone)
    if there.utcoffset() != here.utcoffset():
        own = f"{formats.date_format(here, 'DATE_FORMAT')} {formats.time_format(here, 'H:i')}"
        # Whoever has not said where they are reads UTC, and it is called so.
        words = _("%(there)s, %(here)s UTC") if timezone.get_current_timezone_name() == "UTC" else _(
            "%(there)s, %(here)s yours"
        )
        shown = words % {"there": shown, "here": own}
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.simple_tag
def moment_text(value: datetime, zone: str = "UTC") -> str:
    """A moment in the record's zone as plain text: for emails, whose reader's zone nobody knows."""
    there = value.astimezone(zone_or_utc(zone))
    place = zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")
    return f"{formats.date_format(there, 'DATE_FORMAT')} {formats.time_format(there, 'H:i')} ({place})"


@register.simple_tag(takes_context=True)
def demonstration_accounts(context: dict) -> list[DemonstrationAccount]:
    """The accounts that a demonstration offers; none anywhere else. Puts their password beside them."""
    context["demonstration_password"] = PASSWORD
    return list(offered_accounts())


@register.filter
def without_placeholders(form: Any) -> Any:
    """A form whose fields say what they are by their labels alone: a placeholder is gone once one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form


@register.filter
def country_name(code: str) -> str:
    return countries.name(code) or code


@register.simple_tag(takes_context=True)
def with_query(context: dict, **changes: Any) -> str:
    """The page's address with some of its query changed; an empty value takes a parameter out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def sort_query(context: dict, name: str) -> str:
    """The address that sorts by this column, or the other way round if it already does."""
    now = context["request"].GET.get("sort", "")
    return with_query(context, sort=f"-{name}" if now == name else name, after="", before="")
