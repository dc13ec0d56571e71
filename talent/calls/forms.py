"""The forms an organiser fills in, step by step, to make a call."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from core.accounts.models import User
from core.accounts.permissions import is_secretariat
from core.accounts.zoned_forms import ClockTime, ZonedForm, zone_field
from talent.calls.models import LONGEST_GRACE, Call, Question, QuestionKind, Quota, QuotaAttribute
from talent.institutions.membership import institutions_of
from talent.institutions.models import Institution, InstitutionKind, MemberCountry, MembershipRole
from talent.people.models import ConsentKind, Gender

GRADES = range(1, 14)


def may_organise(user: User) -> forms.ModelChoiceField.queryset:
    """The institutions in whose name this person may make a call."""
    if is_secretariat(user):
        return Institution.objects.verified().exclude(kind=InstitutionKind.SCHOOL).order_by("latin_name")
    own = [institution.pk for institution in institutions_of(user, MembershipRole.ORGANISER)]
    return Institution.objects.filter(pk__in=own).order_by("latin_name")


class WhenForm(ZonedForm, forms.ModelForm):
    """What the call is, and when: moments are typed as the clocks of the call's own zone show them."""

    zone = zone_field(label=_("Time zone"), help_text=_("All moments below are on the clocks there."))
    opens_at = ClockTime(label=_("Opens"))
    closes_at = ClockTime(label=_("Closes"), help_text=_("The first moment at which nothing more is taken."))
    grace_minutes = forms.IntegerField(
        label=_("Grace, in minutes"), required=False, min_value=0, max_value=LONGEST_GRACE,
        help_text=_("So long after closing a draft may still be submitted. Schools are shown the closing only."),
    )
    reviews_close_at = ClockTime(label=_("Reviews due"), required=False, help_text=_("For the panel only."))

    class Meta:
        model = Call
        fields = (
            "title", "summary", "description", "institution", "zone", "opens_at", "closes_at", "grace_minutes",
            "reviews_close_at", "retention_months",
        )
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["retention_months"].required = False
        choices = may_organise(by)
        self.fields["institution"].queryset = choices
        self.fields["institution"].empty_label = None
        if self.instance.pk:
            # Who organises it decides who may see it: that is settled when the call is made.
            del self.fields["institution"]

    def clean_retention_months(self) -> int:
        months = self.cleaned_data["retention_months"]
        return self.instance.retention_months if months is None else months

    def clean_grace_minutes(self) -> int:
        return self.cleaned_data["grace_minutes"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes, due = (cleaned.get(name) for name in ("opens_at", "closes_at", "reviews_close_at"))
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It closes before it opens."))
        if closes and due and due <= closes:
            self.add_error("reviews_close_at", _("Reviews are due after the call closes."))
        grace = timedelta(minutes=cleaned.get("grace_minutes") or 0)
        until = self.instance.ministries_close_at if self.instance.ministry_stage else None
        if closes and until and closes + grace >= until:
            self.add_error("closes_at", _("The ministries' deadline comes first: move that one first."))
        return cleaned


class WhoForm(forms.ModelForm):
    """Who may be nominated."""

    grades = forms.TypedMultipleChoiceField(
        label=_("Grades"), coerce=int, choices=[(grade, str(grade)) for grade in GRADES], required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: every grade."),
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every country. Schools of these countries nominate people of these countries."),
    )
    genders = forms.MultipleChoiceField(
        label=_("Gender"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[pair for pair in Gender.choices if pair[0]], help_text=_("None ticked: everybody."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple, choices=settings.LANGUAGES,
        help_text=_("Who is nominated speaks at least one of them. None ticked: any."),
    )

    class Meta:
        model = Call
        fields = ("nominee_role", "age_on", "minimum_age", "maximum_age", "grades", "genders", "languages", "countries")
        widgets = {"age_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = MemberCountry.objects.filter(active=True).values_list("code", flat=True)
        known = {*map(str, codes), *self.instance.countries}
        self.fields["countries"].choices = sorted(
            ((code, countries.name(code) or code) for code in known), key=lambda choice: choice[1]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        youngest, oldest = cleaned.get("minimum_age"), cleaned.get("maximum_age")
        if youngest is not None and oldest is not None and youngest > oldest:
            self.add_error("maximum_age", _("The oldest age is below the youngest."))
        if (youngest is not None or oldest is not None) and not cleaned.get("age_on"):
            self.add_error("age_on", _("Say on which day the age is counted."))
        return cleaned


class ConsentsForm(forms.Form):
    """Each kind of consent: required, asked for, or not asked."""

    REQUIRED, OPTIONAL, NOT_ASKED = "required", "optional", ""
    WAYS = [
        (REQUIRED, _("required: without it the nomination does not reach the panel")),
        (OPTIONAL, _("asked for, not required")),
        (NOT_ASKED, _("not asked")),
    ]

    def __init__(self, *args: Any, instance: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance = instance
        for kind in ConsentKind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label[:1].upper() + kind.label[1:], choices=self.WAYS, required=False,
                widget=forms.RadioSelect, initial=self.way(kind),
            )

    def way(self, kind: str) -> str:
        if kind in self.instance.consents_required:
            return self.REQUIRED
        return self.OPTIONAL if kind in self.instance.consents_optional else self.NOT_ASKED

    def chosen(self, way: str) -> list[str]:
        return [kind for kind in ConsentKind.values if self.cleaned_data.get(kind) == way]


class PlacesForm(forms.ModelForm):
    class Meta:
        model = Call
        fields = ("nominations_per_institution", "places", "offer_days")
        help_texts = {
            "nominations_per_institution": _("Submitted at one time; a withdrawn one makes room again."),
            "places": _("How many nominees can be selected."),
        }


class QuotaForm(forms.ModelForm):
    """One quota. Its instance must have its call: a quota by subject asks about one of the call's questions."""

    class Meta:
        model = Quota
        fields = ("attribute", "question", "value", "minimum", "maximum", "minimum_share", "maximum_share")
        help_texts = {
            "question": _("For a quota by subject: the question with choices that tells it."),
            "value": _(
                "A country's code (LA), f, m or x, an answer of the question, yes or no. Empty: the same for each."
            ),
            "maximum_share": _("So “between 40 and 60 % girls” is 40 and 60, by gender, only for f."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = Question.objects.filter(call=self.instance.call_id, kind=QuestionKind.CHOICE)
        self.fields["question"].queryset = questions
        if self.instance.question is None:
            self.initial["question"] = next((each.pk for each in questions if each.tells_subject), None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        sides = [(name, cleaned.get(name)) for name in ("minimum", "maximum", "minimum_share", "maximum_share")]
        if all(bound is None for _name, bound in sides) and not self.errors:
            self.add_error("minimum", _("Say at least or at most how many."))
        for (_least, low), (most, high) in (sides[:2], sides[2:]):
            if low is not None and high is not None and low > high:
                self.add_error(most, _("“At most” is below “at least”."))
        if cleaned.get("attribute") != QuotaAttribute.SUBJECT:
            cleaned["question"] = None
        elif not cleaned.get("question"):
            self.add_error("question", _("Say which question tells the subject; it must have choices."))
        cleaned["value"] = self.known_value(cleaned.get("attribute", ""), (cleaned.get("value") or "").strip())
        return cleaned

    def known_value(self, attribute: str, typed: str) -> str:
        """The value as it is stored; an error names what could have been meant."""
        if not typed or attribute not in QuotaAttribute.values:
            return typed
        if attribute == QuotaAttribute.INSTITUTION:
            self.add_error("value", _("Leave this empty: a quota by school is the same for each school."))
            return typed
        known = {
            QuotaAttribute.COUNTRY: {code.lower(): code for code in dict(countries)}
            | {name.lower(): code for code, name in countries},
            QuotaAttribute.GENDER: {
                word.lower(): gender.value for gender in Gender if gender.value
                for word in (gender.value, str(gender.label))
            },
            QuotaAttribute.SUBJECT: {choice.lower(): choice for choice in self.choices_of_subject()},
        }.get(attribute, {"yes": "yes", "no": "no"})
        if typed.lower() not in known:
            self.add_error("value", _("“%(typed)s” is not known here.") % {"typed": typed})
        return known.get(typed.lower(), typed)

    def choices_of_subject(self) -> list[str]:
        question = self.cleaned_data.get("question")
        return list(question.choices) if question else []


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class OptionalReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept in the call's history."),
    )
