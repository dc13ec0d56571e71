from datetime import date
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts.zones import zone_or_utc
from events.copying.copy import next_years_day, parts
from events.programmes.models import Edition


def for_next_year(words: str, year: int) -> str:
    """A title or short name with the year that it names moved on by one."""
    return words.replace(str(year), str(year + 1))


class CopyForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    slug = forms.SlugField(
        label=gettext_lazy("Short name in addresses"), max_length=60, required=False,
        help_text=gettext_lazy("Latin letters, digits and hyphens. Left empty, it is made from the title."),
    )
    first_day = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("All dates move with it, to the same times of day: also those of prices and calls."),
    )
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("What is copied besides"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        self.edition = edition
        day = edition.starts_at.astimezone(zone_or_utc(edition.zone)).date()
        kwargs["initial"] = {
            "title": for_next_year(edition.title, day.year), "first_day": next_years_day(day),
            "parts": [part.name for part in parts() if part.ticked],
        }
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = [(part.name, part.label) for part in parts()]

    def clean_first_day(self) -> date:
        day = self.cleaned_data["first_day"]
        if not 2000 <= day.year <= 2100:
            raise forms.ValidationError(_("Type a day in this century."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        slug = cleaned.get("slug") or slugify(cleaned.get("title", ""))[:60]
        if "title" in cleaned and not slug:
            self.add_error("slug", _("Write a short name in Latin letters."))
        elif slug and Edition.objects.filter(slug=slug).exists():
            self.add_error("slug", _("Another edition has this short name. Add the year, for example."))
        cleaned["slug"] = slug
        return cleaned
