from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from core.accounts.zones import zone_or_utc
from talent.institutions.models import Institution, MemberCountry
from talent.people.models import Guardian, Person
from talent.people.student_import.cells import read_birth_date, read_phone
from talent.people.student_import.dates import DateOrder
from talent.people.student_import.words import in_latin


class StudentForm(forms.ModelForm):
    """One student, by the same rules as a row of a file."""

    grade = forms.IntegerField(label=_("Grade"), min_value=1, max_value=13, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=settings.LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Spoken well enough to take part in. Some calls ask for one."),
    )

    class Meta:
        model = Person
        fields = ["name", "latin_name", "birth_date", "gender", "country", "grade", "languages", "number", "email"]
        widgets = {"birth_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institution = institution
        self.instance.institution = institution
        if self.instance.pk is None:
            self.initial.setdefault("country", institution.country.code)
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=self.member_countries())
        self.fields["birth_date"].required = True
        self.fields["latin_name"].required = False
        self.fields["latin_name"].help_text = _("For badges and lists. Latin and Cyrillic names need none.")
        self.fields["email"].help_text = _("The student's own, if there is one.")

    def member_countries(self) -> list[tuple[str, str]]:
        codes = {str(code) for code in MemberCountry.objects.filter(active=True).values_list("code", flat=True)}
        codes |= {self.institution.country.code} | ({self.instance.country.code} if self.instance.country else set())
        return sorted(((code, countries.name(code)) for code in codes), key=lambda choice: choice[1])

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        today = timezone.now().astimezone(zone_or_utc(self.institution.zone)).date()
        try:
            read_birth_date(born.isoformat(), DateOrder(), today)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        return born

    def clean_latin_name(self) -> str:
        given = " ".join(self.cleaned_data["latin_name"].split())
        if given and in_latin(given) != given:
            raise ValidationError(_("Write it in Latin letters."))
        return given

    def clean_number(self) -> str:
        number = self.cleaned_data["number"].strip()
        others = Person.objects.at(self.institution).exclude(pk=self.instance.pk)
        if number and (other := others.filter(number=number).first()):
            raise ValidationError(_("%(name)s has this number already.") % {"name": other.name})
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = cleaned.get("name", "")
        if name and not cleaned.get("latin_name") and "latin_name" not in self.errors:
            if latin := in_latin(name):
                cleaned["latin_name"] = latin
            else:
                self.add_error("latin_name", _("Write the name in Latin letters too: it stands on badges."))
        same = Person.objects.at(self.institution).students().exclude(pk=self.instance.pk)
        if name and self.instance.pk is None and not cleaned.get("number") and same.filter(
            name__iexact=name, birth_date=cleaned.get("birth_date")
        ).exists():
            self.add_error("name", _("A student with this name and date of birth is stored already."))
        return cleaned


class GuardianForm(forms.ModelForm):
    class Meta:
        model = Guardian
        fields = ["name", "relationship", "email", "phone", "language"]
        help_texts = {
            "email": _("Consent is asked for by email. Without one the guardian signs on paper."),
            "language": _("The language of the emails and pages that the guardian gets."),
            "relationship": _("Mother, father, grandmother, legal guardian …"),
        }

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        if phone:
            try:
                return read_phone(phone)
            except ValueError as error:
                raise ValidationError(str(error)) from None
        return phone


class LeftForm(forms.Form):
    day = forms.DateField(
        label=_("Left on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("The day is in the future."))
        return day
