"""The steps of making a call, and what every step's page needs."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.accounts.models import User
from core.audit.record import record
from talent.calls.models import Call

STEPS = [
    ("when", gettext_lazy("What and when")),
    ("who", gettext_lazy("Who")),
    ("stages", gettext_lazy("Nominators and stages")),
    ("questions", gettext_lazy("Questions")),
    ("rubric", gettext_lazy("Rubric")),
    ("review", gettext_lazy("Review")),  # its page is in `talent/reviews`
    ("consents", gettext_lazy("Consents and hosts")),
    ("recommendations", gettext_lazy("Recommendations")),
    ("places", gettext_lazy("Places and quotas")),
    ("preview", gettext_lazy("Preview and publish")),
]
NAMES = [name for name, _label in STEPS]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is empty; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def step_context(call: Call, step: str, **more: Any) -> dict[str, Any]:
    """What every step's page needs: the steps, where it stands, what comes next."""
    at = NAMES.index(step)
    return {
        "call": call,
        "step": step,
        "step_label": STEPS[at][1],
        "step_number": at + 1,
        "call_steps": [
            {"label": label, "address": reverse(f"call_{name}", kwargs={"key": call.key}), "now": name == step}
            for name, label in STEPS
        ],
        "before": f"call_{NAMES[at - 1]}" if at else "",
        "after": f"call_{NAMES[at + 1]}" if at + 1 < len(NAMES) else "",
        "relied_on": call.is_relied_on(),
        **more,
    }


def next_step(request: HttpRequest, call: Call, step: str) -> HttpResponse:
    """After saving: the next step, or for who only saves, the same."""
    if "stay" not in request.POST:
        step = NAMES[NAMES.index(step) + 1]
    return redirect(f"call_{step}", key=call.key)


def store_fields(form: forms.ModelForm, by: User) -> None:
    """Store a step's fields and no others: the call's state may have moved since this form was opened."""
    with transaction.atomic():
        call = form.save(commit=False)
        call.save(update_fields=[*form.fields, "updated_at"])
        record("changed", call, by, fields=sorted(form.changed_data))
