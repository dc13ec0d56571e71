"""The form of a teacher or an expert."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.accounts.models import User
from talent.institutions.models import Institution
from talent.people.models import Person, PersonRole
from talent.people.student_forms import StudentForm


class StaffForm(StudentForm):
    """One teacher or expert of an institution, by the same rules as a student; they answer for themselves."""

    role = forms.ChoiceField(
        label=_("Role"), choices=[pair for pair in PersonRole.choices if pair[0] != PersonRole.STUDENT]
    )
    user = forms.ModelChoiceField(
        label=_("Account"), queryset=User.objects.none(), required=False,
        help_text=_("Of a member of the institution: with it they can nominate themselves and see their record."),
    )
    grade = None

    class Meta(StudentForm.Meta):
        model = Person
        fields = [
            "role", "name", "latin_name", "birth_date", "gender", "country", "languages", "number", "email", "user"
        ]

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, institution=institution, **kwargs)
        self.fields["birth_date"].required = False
        self.fields["email"].help_text = _(
            "Their own. Consents, and the link by which one nominates oneself, go there."
        )
        members = User.objects.filter(
            memberships__institution=institution, memberships__ended_at__isnull=True, is_active=True
        )
        free = members.filter(person__isnull=True) | members.filter(person=self.instance.pk)
        self.fields["user"].queryset = free.distinct().order_by("name")

    def clean_birth_date(self):
        return super().clean_birth_date() if self.cleaned_data.get("birth_date") else None
