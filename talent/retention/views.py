"""The pages of erasure: the family asks, the school or the secretariat answers, and the log."""

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import by_link, requires
from core.audit.lifecycle import Refused
from core.lists.listing import Column, Filter, Listing
from talent.people.record.link import Kin
from talent.people.record.link_views import opened
from talent.retention.asked import ask, grant, keep_longer, refuse, take_back
from talent.retention.erase import hindrances
from talent.retention.models import Erasure, ErasureState


def counts_words(row: Erasure) -> str:
    return ", ".join(f"{what}: {number}" for what, number in sorted(row.counts.items()))


ERASURES = Listing(
    name="erasures",
    columns=[
        Column("what", gettext_lazy("What"), lambda row: row.call.title if row.call else _("a person")),
        Column("announced", gettext_lazy("Announced or asked"), lambda row: row.created_at.date(), sort="created_at"),
        Column("due", gettext_lazy("Due"), "due_on"),
        Column("state", gettext_lazy("State"), "get_state_display", state=True, machine=lambda row: row.state),
        Column("progress", gettext_lazy("Done"), lambda row: f"{row.progress} / {row.total}" if row.total else ""),
        Column("counts", gettext_lazy("What went"), counts_words),
    ],
    filters=[
        Filter("state", gettext_lazy("State"), ErasureState.choices, "state"),
        Filter("of", gettext_lazy("Of"), [("call", gettext_lazy("nominations")), ("person", gettext_lazy("people"))],
               lambda rows, of: rows.filter(**{f"{of}__isnull": False})),
    ],
    sort="-created_at",
    empty=gettext_lazy("Nothing was erased yet."),
    empty_next=gettext_lazy("Calls and people whose time is over appear here by themselves, a month before."),
)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The family reads it in an email."),
    )


def erasure_by_key(key: str) -> Erasure:
    return get_object_or_404(Erasure.objects.select_related("person__institution", "call"), key=key)


def asked_by_key(key: str) -> Erasure:
    rows: QuerySet[Erasure] = Erasure.objects.filter(state=ErasureState.ASKED)
    return get_object_or_404(rows.select_related("person__institution"), key=key)


@requires("retention.see_log")
@require_GET
def erasures(request: HttpRequest) -> HttpResponse:
    """What was erased, in numbers, and what will be."""
    return ERASURES.answer(request, Erasure.objects.select_related("call"), "talent/retention/erasures.html")


@requires("retention.decide", erasure_by_key)
@require_GET
def erasure(request: HttpRequest, erasure: Erasure) -> HttpResponse:
    asked = erasure.state == ErasureState.ASKED
    return render(request, "talent/retention/erasure.html", {
        "erasure": erasure, "person": erasure.person, "asked": asked,
        "hindrances": hindrances(erasure.person) if asked else [],
    })


@requires("retention.decide", asked_by_key)
@require_http_methods(["GET", "POST"])
def grant_erasure(request: HttpRequest, erasure: Erasure) -> HttpResponse:
    if request.method == "POST":
        try:
            grant(erasure, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("erasure", key=erasure.key)
        messages.success(request, _("Erased. The family is told."))
        return redirect("home")
    return render(request, "pages/confirm.html", {
        "heading": _("Erase all that is stored about %(name)s?") % {"name": erasure.person.name},
        "consequence": _(
            "Name, date of birth, addresses, guardians, consents, the talent record, and answers, files and "
            "recommendations of nominations are gone for good, also from earlier versions and from sent mails. "
            "Published results and certificates stay, without the name. This cannot be taken back."
        ),
        "submit": _("Erase"), "cancel": reverse("erasure", kwargs={"key": erasure.key}),
    })


@requires("retention.decide", asked_by_key)
@require_http_methods(["GET", "POST"])
def refuse_erasure(request: HttpRequest, erasure: Erasure) -> HttpResponse:
    page = reverse("erasure", kwargs={"key": erasure.key})
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refuse(erasure, request.user, form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The family is told why it is not erased."))
        return redirect("home")
    return render(request, "pages/form_page.html", {
        "heading": _("Not erase, and say why"), "form": form, "submit": _("Tell the family"), "cancel": page,
        "lead": _("Somebody registered for an edition that is not over, for example, or a record that a law keeps."),
    })


@by_link
@require_http_methods(["GET", "POST"])
@opened
def ask_erasure(request: HttpRequest, token: str, kin: Kin) -> HttpResponse:
    """Ask for erasure, or no longer."""
    page = reverse("record_by_link", kwargs={"token": token})
    asked = Erasure.objects.filter(person=kin.person, state=ErasureState.ASKED).exists()
    if request.method == "POST":
        try:
            if asked:
                take_back(kin)
            else:
                ask(kin)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It is no longer asked for.") if asked else _("The school looks at it."))
        return redirect(page)
    return render(request, "talent/retention/ask.html", {"kin": kin, "asked": asked, "cancel": page})


@by_link
@require_POST
@opened
def keep_record_longer(request: HttpRequest, token: str, kin: Kin) -> HttpResponse:
    keep_longer(kin)
    messages.success(request, _("The record is kept for another year."))
    return redirect("record_by_link", token=token)
