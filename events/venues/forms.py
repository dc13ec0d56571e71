from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.venues.models import Venue, VenueKind


class VenueForm(forms.ModelForm):
    map_link = forms.URLField(
        label=gettext_lazy("Link to a map"), required=False, max_length=500, assume_scheme="https",
        help_text=gettext_lazy("From any map: it begins with https://."),
    )
    online_link = forms.URLField(
        label=gettext_lazy("Link to join"), required=False, max_length=1000, assume_scheme="https",
        help_text=gettext_lazy("Shown only to people who are confirmed, to their schools and to the team."),
    )

    class Meta:
        model = Venue
        fields = (
            "kind", "name", "address", "city", "map_link", "directions", "capacity", "online_link",
        )
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "directions": forms.Textarea(attrs={"rows": 3}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == VenueKind.PLACE and cleaned.get("online_link"):
            self.add_error("online_link", _("Only a venue on line has a link to join. Add it as a venue of its own."))
        for name in ("map_link", "online_link"):
            if (link := cleaned.get(name)) and not link.lower().startswith(("https://", "http://")):
                self.add_error(name, _("The link begins with https://."))
        return cleaned
