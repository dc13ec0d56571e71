"""An organiser's calls: the list, the steps of making one, and its way from draft to closed."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.forms.models import construct_instance
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.access import requires
from core.accounts.models import User
from core.accounts.permissions import is_secretariat
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.lists.listing import Column, Filter, Listing
from core.templatetags.pages import moment
from talent.calls import publish
from talent.calls.answer_form import AnswersForm
from talent.calls.call_home import sections_of
from talent.calls.closing import last_closing
from talent.calls.copy_call import copy_call
from talent.calls.forms import OptionalReasonForm, ReasonForm, WhenForm, WhoForm
from talent.calls.loading import load_call
from talent.calls.models import Call, CallState
from talent.calls.views.public import shown_of
from talent.calls.views.steps import STEPS, next_step, posted, step_context, store_fields
from talent.institutions.membership import institutions_of
from talent.institutions.models import MembershipRole
from talent.people.models import ConsentKind

# States of nominations, which a room above keeps, by their names: of those that do not count.
NOT_COUNTED = ("draft", "with_school", "withdrawn")
# What a school relied on when it submitted; all else may still be changed, and the change is kept in the history.
FIXED_BY_SUBMISSION = (
    "nominee_role", "age_on", "minimum_age", "maximum_age", "grades", "genders", "languages", "countries",
)


def organise_address(call: Call) -> str:
    return reverse("organise_call", kwargs={"key": call.key})


OWN_CALLS = Listing(
    name="my-calls",
    columns=[
        Column("title", gettext_lazy("Call"), "title", sort="title", link=organise_address),
        Column("organiser", gettext_lazy("Organiser"), "institution.name"),
        Column("state", gettext_lazy("State"), "get_state_display", state=True),
        Column("closes", gettext_lazy("Closes"), lambda call: moment(call.closes_at, call.zone), sort="closes_at",
               machine=lambda call: call.closes_at),
        Column("submitted", gettext_lazy("Nominations"), "submitted"),
    ],
    filters=[Filter("state", gettext_lazy("State"), CallState.choices, "state")],
    search=["title"],
    sort="-closes_at",
    empty=gettext_lazy("You have made no call yet."),
    empty_next=gettext_lazy("Begin with “New call”: a few short steps, and nothing is public before you publish it."),
)


def own_calls_of(user: User):
    """The calls that the person organises, each with how many nominations were submitted."""
    counted = Count("nominations", filter=~Q(nominations__state__in=NOT_COUNTED))
    calls = Call.objects.select_related("institution").annotate(submitted=counted)
    if is_secretariat(user):
        return calls
    return calls.filter(institution__in=institutions_of(user, MembershipRole.ORGANISER))


@requires("calls.organise")
@require_safe
def own_calls(request: HttpRequest) -> HttpResponse:
    return OWN_CALLS.answer(request, own_calls_of(request.user), "talent/calls/own_calls.html")


@requires("calls.organise")
@require_http_methods(["GET", "POST"])
def new_call(request: HttpRequest) -> HttpResponse:
    form = WhenForm(posted(request), by=request.user, initial={"zone": request.user.zone})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.instance.consents_required = [ConsentKind.TAKING_PART]
            call = form.save()
            record("made", call, request.user)
        return redirect("call_who", key=call.key)
    return render(request, "talent/calls/new_call.html", {"form": form})


@requires("calls.edit", load_call)
@require_safe
def organise_call(request: HttpRequest, call: Call) -> HttpResponse:
    """The organiser's page of a call: where it stands, what came in, and what to do next."""
    return render(
        request, "talent/calls/organise_call.html",
        {
            "call": call, "extensions": call.extensions.select_related("institution").order_by("closes_at", "pk")[:50],
            "sections": sections_of(request, call), "steps": STEPS,
            "relied_on": call.is_relied_on(), "over": last_closing(call) <= timezone.now(),
        },
    )


def form_step(request: HttpRequest, call: Call, step: str, form: forms.ModelForm) -> HttpResponse:
    """A step that is one form: saved, or while it is typed, shown beside as the school will see it."""
    if request.htmx and request.method == "POST":
        form.is_valid()
        seen = construct_instance(form, load_call(call.key))
        return render(request, "talent/calls/_call.html", shown_of(seen))
    if request.method == "POST" and form.is_valid():
        store_fields(form, request.user)
        messages.success(request, _("Saved."))
        return next_step(request, call, step)
    stored = load_call(call.key)
    return render(
        request, "talent/calls/step_form.html",
        step_context(stored, step, form=form, preview=shown_of(stored)),
    )


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def call_when(request: HttpRequest, call: Call) -> HttpResponse:
    return form_step(request, call, "when", WhenForm(posted(request), instance=call, by=request.user))


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def call_who(request: HttpRequest, call: Call) -> HttpResponse:
    form = WhoForm(posted(request), instance=call)
    if call.is_relied_on():
        for name in FIXED_BY_SUBMISSION:
            form.fields[name].disabled = True
    return form_step(request, call, "who", form)


@requires("calls.edit", load_call)
@require_safe
def call_preview(request: HttpRequest, call: Call) -> HttpResponse:
    """The whole of what a school will see, with what still lacks before it can be published."""
    lacks = [
        (lack, reverse(f"call_{lack.step}", kwargs={"key": call.key}), dict(STEPS)[lack.step])
        for lack in publish.lacks_of_call(call)
    ]
    return render(
        request, "talent/calls/step_preview.html",
        {
            **shown_of(call),
            **step_context(call, "preview", lacks=lacks, answers=AnswersForm(questions=list(call.questions.all()))),
        },
    )


def confirmed_act(
    request: HttpRequest, call: Call, act, *, done: str, words: dict[str, str], form: forms.Form | None = None
) -> HttpResponse:
    """A page that says what follows and asks once more; on POST the act itself."""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            act(form.cleaned_data["reason"] if form else "")
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("organise_call", key=call.key)
    return render(request, "pages/confirm.html", {"form": form, "cancel": organise_address(call), **words})


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def publish_call(request: HttpRequest, call: Call) -> HttpResponse:
    if lacks := publish.lacks_of_call(call):
        messages.error(request, " ".join(lack.words for lack in lacks))
        return redirect("call_preview", key=call.key)
    return confirmed_act(
        request, call, lambda reason: publish.publish(call, request.user),
        done=_("It is published: schools see it now."),
        words={
            "heading": _("Publish “%(call)s”?") % {"call": call},
            "consequence": _(
                "Everybody sees it at once, and schools can nominate from its opening. With the first submission "
                "its questions, rubric and conditions are fixed."
            ),
            "submit": _("Publish"), "tone": "primary",
        },
    )


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def unpublish_call(request: HttpRequest, call: Call) -> HttpResponse:
    return confirmed_act(
        request, call, lambda reason: publish.unpublish(call, request.user, reason),
        form=OptionalReasonForm(posted(request)), done=_("It is a draft again; schools no longer see it."),
        words={
            "heading": _("Take “%(call)s” back to a draft?") % {"call": call},
            "consequence": _("Its public page disappears. Drafts that schools have begun are kept for them."),
            "submit": _("Take it back"),
        },
    )


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def close_call(request: HttpRequest, call: Call) -> HttpResponse:
    drafts = call.nominations.filter(state__in=("draft", "with_school")).count()
    consequence = [_("This is earlier than announced.")] if timezone.now() < last_closing(call) else []
    consequence.append(_("No more nominations are taken, and the review begins."))
    if drafts:
        consequence.append(
            ngettext("%(n)s draft was not submitted.", "%(n)s drafts were not submitted.", drafts) % {"n": drafts}
        )
    if call.takes_forwarding():
        consequence.append(_("Ministries can still rank and forward, until their own deadline."))
    return confirmed_act(
        request, call, lambda reason: publish.close_nominations(call, request.user, reason),
        form=OptionalReasonForm(posted(request)), done=_("It is closed; the panel can begin."),
        words={
            "heading": _("Close “%(call)s” and begin the review?") % {"call": call},
            "consequence": " ".join(consequence),
            "submit": _("Close it"),
        },
    )


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def reopen_call(request: HttpRequest, call: Call) -> HttpResponse:
    return confirmed_act(
        request, call, lambda reason: publish.reopen(call, request.user, reason),
        form=ReasonForm(posted(request)), done=_("It takes nominations again."),
        words={
            "heading": _("Take nominations to “%(call)s” again?") % {"call": call},
            "consequence": _("Schools can submit, change and withdraw again until the closing moment."),
            "submit": _("Open it again"), "tone": "primary",
        },
    )


@requires("calls.edit", load_call)
@require_POST
def copy_of_call(request: HttpRequest, call: Call) -> HttpResponse:
    copy = copy_call(call, request.user)
    messages.success(
        request,
        _("This is a copy with every date a year later. Look through its steps; nothing is public yet."),
    )
    return redirect("call_when", key=copy.key)
