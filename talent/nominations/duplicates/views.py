"""An organiser's pages about people who may have been nominated twice. They hold two schools' data beside one
another: nobody but the call's organiser opens them, and each opening is logged."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.audit.record import record_reading
from core.lists.listing import Column, Filter, Listing
from talent.calls.forms import ReasonForm
from talent.calls.loading import load_call
from talent.calls.models import Call
from talent.calls.views.steps import posted
from talent.nominations.duplicates.deciding import ask_schools, decide, withdraw_one
from talent.nominations.duplicates.likeness import Reason
from talent.nominations.duplicates.models import DuplicatePair, PairState
from talent.nominations.models import Nomination, NominationState

WORDS = {
    Reason.SAME_NAME: gettext_lazy("the same name"),
    Reason.SAME_LETTERS: gettext_lazy("the same name, written in another way"),
    Reason.NAME_ALIKE: gettext_lazy("names much alike"),
    Reason.SAME_BIRTH_DATE: gettext_lazy("the same date of birth"),
    Reason.NEAR_BIRTH_DATE: gettext_lazy("dates of birth that differ by one figure, or turned round"),
    Reason.NO_BIRTH_DATE: gettext_lazy("a date of birth is not recorded"),
    Reason.OTHER_GENDER: gettext_lazy("but the gender differs"),
    Reason.OTHER_COUNTRY: gettext_lazy("but the country differs"),
}


def reasons_in_words(pair: DuplicatePair) -> str:
    return ", ".join(str(WORDS[Reason(reason)]) for reason in pair.reasons)


DUPLICATES = Listing(
    name="duplicates",
    columns=[
        Column("score", gettext_lazy("Likeness"), "score", sort="score"),
        Column("first", gettext_lazy("Nominee"), "first.nominee.both_names",
               link=lambda pair: reverse("duplicate", kwargs={"key": pair.key})),
        Column("first_school", gettext_lazy("School"), "first.institution.name"),
        Column("second", gettext_lazy("Maybe the same as"), "second.nominee.both_names"),
        Column("second_school", gettext_lazy("School"), "second.institution.name"),
        Column("reasons", gettext_lazy("Why"), reasons_in_words),
        Column("state", gettext_lazy("State"), "get_state_display", state=True),
    ],
    filters=[Filter("state", gettext_lazy("State"), PairState.choices, "state")],
    search=[f"{side}__nominee__{name}" for side in ("first", "second") for name in ("name", "latin_name")],
    sort="-score",
    empty=gettext_lazy("Nobody seems to have been nominated twice."),
    empty_next=gettext_lazy("Each submission is compared with the others, by name in any script and date of birth."),
    formats=(),
)


class DecisionForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("They are"), widget=forms.RadioSelect,
        choices=[(PairState.SAME, PairState.SAME.label), (PairState.DIFFERENT, PairState.DIFFERENT.label)],
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("How you know. It is kept for whoever asks later."),
    )


def load_pair(key: str) -> DuplicatePair:
    return get_object_or_404(
        DuplicatePair.objects.select_related(
            "call__institution", "first__nominee__institution", "first__institution", "second__institution",
            "second__nominee__institution", "first__call", "second__call", "first__consent", "second__consent",
        ),
        key=key,
    )


@requires("nominations.see_call_duplicates", load_call)
@require_safe
def call_duplicates(request: HttpRequest, call: Call) -> HttpResponse:
    record_reading("possible duplicates", call, request.user)
    pairs = DuplicatePair.objects.filter(call=call).select_related(
        "first__nominee", "first__institution", "second__nominee", "second__institution"
    )
    return DUPLICATES.answer(request, pairs, "talent/nominations/duplicates/list.html", {"call": call})


@requires("nominations.see_duplicate", load_pair)
@require_http_methods(["GET", "POST"])
def duplicate(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    """Both sides' facts beside one another, and the organiser's decision."""
    form = DecisionForm(posted(request), initial={"state": pair.state, "note": pair.note})
    if request.method == "POST" and form.is_valid():
        try:
            decide(pair, form.cleaned_data["state"], form.cleaned_data["note"], request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is written down. Nothing else was changed."))
            return redirect("duplicate", key=pair.key)
    record_reading("possible duplicates", pair, request.user)
    sides = [pair.first, pair.second]
    return render(request, "talent/nominations/duplicates/pair.html", {
        "pair": pair, "call": pair.call, "sides": sides, "reasons": reasons_in_words(pair), "form": form,
        "same": pair.state == PairState.SAME,
        "standing": {side.pk for side in sides if side.state != NominationState.WITHDRAWN},
    })


@requires("nominations.see_duplicate", load_pair)
@require_http_methods(["GET", "POST"])
def ask_about_duplicate(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    form = ReasonForm(posted(request))
    form.fields["reason"].label = _("What you ask")
    if request.method == "POST" and form.is_valid():
        try:
            ask_schools(pair, form.cleaned_data["reason"], request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Both schools are asked by email, each about its own nominee."))
        return redirect("duplicate", key=pair.key)
    return render(request, "pages/confirm.html", {
        "heading": _("Ask both schools?"), "form": form, "tone": "primary", "submit": _("Ask"),
        "consequence": _(
            "Each school's coordinators get your words about their own nominee. Neither is told which the other is."
        ),
        "cancel": reverse("duplicate", kwargs={"key": pair.key}),
    })


@requires("nominations.see_duplicate", load_pair)
@require_http_methods(["GET", "POST"])
def withdraw_duplicate(request: HttpRequest, pair: DuplicatePair) -> HttpResponse:
    """Withdraw one of the two, named by `?which=` with its key."""
    which = request.GET.get("which") or request.POST.get("which", "")
    nomination = next((side for side in (pair.first, pair.second) if side.key == which), None)
    if nomination is None:
        messages.error(request, _("Choose which of the two is to be withdrawn."))
        return redirect("duplicate", key=pair.key)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        withdrawn(request, pair, nomination, form.cleaned_data["reason"])
        return redirect("duplicate", key=pair.key)
    return render(request, "pages/confirm.html", {
        "heading": _("Withdraw the nomination by %(school)s?") % {"school": nomination.institution}, "form": form,
        "consequence": _(
            "Its school is told your reason. Guardians are asked no more; a place that was offered is free for"
            " somebody else. The other nomination stays."
        ),
        "submit": _("Withdraw it"), "cancel": reverse("duplicate", kwargs={"key": pair.key}),
    })


def withdrawn(request: HttpRequest, pair: DuplicatePair, nomination: Nomination, reason: str) -> None:
    try:
        withdraw_one(pair, nomination, reason, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is withdrawn, and its school is told."))


@requires("nominations.see_call_duplicates", load_call)
@require_POST
def look_for_duplicates(request: HttpRequest, call: Call) -> HttpResponse:
    """Look once more: names and dates of birth may have been corrected since."""
    from talent.nominations.tasks import find_duplicates_of

    find_duplicates_of.enqueue(call.key)
    messages.success(request, _("The nominations are looked through once more. Reload this page in a moment."))
    return redirect("call_duplicates", key=call.key)
