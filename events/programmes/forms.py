from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts.models import User
from core.accounts.zoned_forms import ClockTime, ZonedForm, zone_field
from events.programmes.models import Edition, EditionState, Programme, TeamRole
from talent.calls.models import Call, CallState
from talent.institutions.membership import institutions_of
from talent.institutions.models import Institution, InstitutionKind, MembershipRole
from talent.people.models import ConsentKind

KEPT_ELSEWHERE: list[Callable[[Edition], Mapping[str, str]]] = []


def keeps_fields(source: Callable[[Edition], Mapping[str, str]]) -> Callable[[Edition], Mapping[str, str]]:
    """Register a source of fields of an edition that are changed on a page of a room above, not in its form.

    It gives, for an edition that is stored, the fields' names and for each a sentence that says where. In `shown.py`.
    """
    KEPT_ELSEWHERE.append(source)
    return source


class InstitutionChoice(forms.ModelChoiceField):
    def label_from_instance(self, institution: Institution) -> str:
        return f"{institution} ({institution.country.name})"


class InstitutionChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, institution: Institution) -> str:
        return f"{institution} ({institution.country.name})"


def possible_hosts(user: User) -> Any:
    """Verified institutions that may hold an edition: all but schools, and the schools one organises for."""
    mine = [institution.pk for institution in institutions_of(user, MembershipRole.ORGANISER)]
    hosts = Institution.objects.verified().filter(~Q(kind=InstitutionKind.SCHOOL) | Q(pk__in=mine))
    return hosts.order_by("country", "latin_name")


class ProgrammeForm(forms.ModelForm):
    class Meta:
        model = Programme
        fields = ("name", "kind", "institution")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = possible_hosts(user)
        if not user.is_secretariat:
            mine = mine.filter(pk__in=[each.pk for each in institutions_of(user, MembershipRole.ORGANISER)])
        self.fields["institution"] = InstitutionChoice(mine, label=gettext_lazy("Organiser"), empty_label=None)
        self.fields["name"].help_text = _("What recurs: “Summer camp of science”. Each holding of it is an edition.")


class EditionForm(ZonedForm, forms.ModelForm):
    """An edition as its organiser describes it. Its programme stands fast."""

    starts_at = ClockTime(label=gettext_lazy("Begins"))
    ends_at = ClockTime(label=gettext_lazy("Ends"))
    zone = zone_field(
        label=gettext_lazy("Time zone"), help_text=gettext_lazy("All times of the edition are in this zone.")
    )
    registration_closes_at = ClockTime(label=gettext_lazy("Registration closes"), required=False)
    consents_required = forms.MultipleChoiceField(
        label=gettext_lazy("Consents required"), choices=ConsentKind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Guardians are asked for each. Without these no student's registration is confirmed."),
    )
    consents_optional = forms.MultipleChoiceField(
        label=gettext_lazy("Consents asked for, not required"), choices=ConsentKind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Edition
        fields = (
            "title", "slug", "summary", "description", "starts_at", "ends_at", "zone", "online", "venue", "city",
            "host", "co_hosts", "calls", "open_registration", "registration_closes_at", "consents_required",
            "consents_optional",
        )
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 8}),
            "co_hosts": forms.CheckboxSelectMultiple,
            "calls": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hosts = possible_hosts(user)
        kept = Institution.objects.filter(pk=self.instance.host_id)
        self.fields["host"] = InstitutionChoice(
            (hosts | kept).order_by("country", "latin_name"), label=gettext_lazy("Host"), empty_label=None
        )
        self.fields["co_hosts"] = InstitutionChoices(
            hosts, label=gettext_lazy("Co-hosts"), required=False, widget=forms.CheckboxSelectMultiple,
        )
        calls = self.fields["calls"]
        calls.queryset = self.calls_to_use()
        calls.required = False
        calls.help_text = _("Whoever accepts an offer of one of these calls is registered here at once.")
        slug = self.fields["slug"]
        slug.required = False
        slug.disabled = self.instance.state != EditionState.DRAFT
        slug.help_text = _("Latin letters, digits and hyphens. Left empty, it is made from the title.")
        if slug.disabled:
            slug.help_text = _("It stands in published addresses and does not change any more.")
        self.fields["open_registration"].help_text = _(
            "Schools register students themselves while there are open places; their number is set after saving."
        )
        if self.instance.pk:
            self.leave_to_other_pages()

    def leave_to_other_pages(self) -> None:
        for source in KEPT_ELSEWHERE:
            for name, where in source(self.instance).items():
                self.fields[name].disabled = True
                self.fields[name].help_text = where

    def calls_to_use(self) -> Any:
        """The organiser's own calls that are not over, and those the edition uses already."""
        own = Q(institution=self.instance.programme.institution_id) & ~Q(state=CallState.ARCHIVED)
        if self.instance.pk:
            own |= Q(editions=self.instance)
        return Call.objects.filter(own).order_by("-closes_at").distinct()

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("title", ""))[:60]
        if not slug:
            raise forms.ValidationError(_("Write a short name in Latin letters."))
        taken = Edition.objects.filter(slug=slug).exclude(pk=self.instance.pk)
        if taken.exists():
            raise forms.ValidationError(_("Another edition has this short name. Add the year, for example."))
        return slug

    def clean_co_hosts(self) -> Any:
        """The host is not its own co-host."""
        chosen, host = self.cleaned_data["co_hosts"], self.cleaned_data.get("host")
        return chosen.exclude(pk=host.pk) if host else chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at < starts_at:
            self.add_error("ends_at", _("It cannot end before it begins."))
        both = set(cleaned.get("consents_required", ())) & set(cleaned.get("consents_optional", ()))
        if both:
            names = ", ".join(str(ConsentKind(kind).label) for kind in sorted(both))
            self.add_error("consents_optional", _("Already required: %(names)s.") % {"names": names})
        return cleaned


class TeamMemberForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Email they signed up with"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=TeamRole.choices, initial=TeamRole.ORGANISER)


class ReasonForm(forms.Form):
    """A reason, kept in the record's history."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays in the history."),
    )
