"""One nomination: the page that shows it, filling it in, and its way back, out or away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.audit.record import record_reading
from core.files.uploads import serve_upload
from talent.calls.answer_form import AnswersForm
from talent.calls.closing import is_open_for, window_for
from talent.calls.forms import ReasonForm
from talent.calls.models import CallState, QuestionKind
from talent.calls.views.steps import posted
from talent.nominations.drafts import ChangedMeanwhile, answers_shown, copy_answers, save_answers
from talent.nominations.forwarding import MinistrysPart
from talent.nominations.lacks import lacks_of
from talent.nominations.loading import load_evidence, load_nomination
from talent.nominations.models import NOT_HANDED_IN, Answer, Nomination, NominationState
from talent.nominations.nomination_page import parts_of
from talent.nominations.submit import back_to_draft
from talent.nominations.withdraw import discard, withdraw

# What a school can take back to a draft while the call is open for it.
TAKEN_BACK = (NominationState.SUBMITTED, NominationState.WITH_MINISTRY, NominationState.READY)


def nomination_address(nomination: Nomination) -> str:
    return reverse("nomination", kwargs={"key": nomination.key})


@requires("nominations.see_nomination", load_nomination)
@require_safe
def nomination_page(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    """What was answered, how consent stands with each guardian, what happened, and what can be done now."""
    user = request.user
    own = user.has_perm("nominations.edit_nomination", nomination)
    draft = nomination.state in NOT_HANDED_IN
    window = window_for(nomination.call, nomination.institution)
    questions = list(nomination.call.questions.all())
    prefetch_related_objects([nomination], "answers__upload", "nominee__guardians")
    return render(
        request, "talent/nominations/nomination.html",
        {
            "nomination": nomination, "call": nomination.call, "own": own, "draft": draft,
            "open": is_open_for(nomination.call, window),
            "may_take_back": nomination.state in TAKEN_BACK and (
                nomination.call.state == CallState.PUBLISHED and window.takes_drafts(timezone.now())
            ),
            "lacks": lacks_of(nomination, questions) if draft and own else [],
            "answers": answers_shown(nomination, questions),
            "consent": consent_shown(nomination),
            "may_follow_consent": bool(nomination.consent) and user.has_perm("people.see_consent", nomination.consent),
            "may_submit": user.has_perm("nominations.submit_nomination", nomination),
            "parts": parts_of(request, nomination),
            "for_ministry": not own and user.has_perm(
                "nominations.forward", MinistrysPart(nomination.call, str(nomination.institution.country))
            ),
            "organises": user.has_perm("nominations.see_call_nominations", nomination.call),
            "can_withdraw": Nomination.lifecycle.can_move(nomination.state, NominationState.WITHDRAWN) and not (
                draft and nomination.submitted_at is None
            ),
        },
    )


def consent_shown(nomination: Nomination) -> list[dict[str, Any]]:
    """Each thing asked, how it stands, and what each guardian (or the student of age) said last."""
    if nomination.consent is None:
        return []
    items = nomination.consent.items.select_related("host").prefetch_related("answers__guardian")
    guardians = {g.pk: g for g in nomination.nominee.guardians.all() if g.ended_at is None}
    shown = []
    for item in items:
        last = {answer.guardian_id: answer for answer in item.answers.all()}
        said = [
            {"who": answer.guardian or nomination.nominee, "words": answer.get_decision_display(), "at": answer.at}
            for answer in last.values()
        ]
        silent = [guardian for pk, guardian in guardians.items() if pk not in last]
        shown.append({"item": item, "said": said, "silent": silent if None not in last else []})
    return shown


@requires("nominations.edit_nomination", load_nomination)
@require_http_methods(["GET", "POST"])
def fill_in(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    """The call's questions for one nominee. Each change is saved as it is made; without scripts by Save."""
    if nomination.state not in NOT_HANDED_IN:
        messages.error(request, _("It is no longer a draft; take it back to a draft to change its answers."))
        return redirect(nomination_address(nomination))
    questions = list(nomination.call.questions.all())
    answers = list(nomination.answers.select_related("upload"))
    form = AnswersForm(
        posted(request), request.FILES or None, questions=questions, answers=answers, by=request.user
    )
    if request.method == "GET":
        return fill_in_page(request, nomination, form)
    form.is_valid()
    try:
        nomination = save_answers(nomination, form.given(), version_in(request))
    except ChangedMeanwhile as refusal:
        return conflict(request, load_nomination(nomination.key), form, str(refusal))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return went(request, nomination_address(nomination))
    if request.POST.get("asked", form.asked) != form.asked:
        messages.warning(
            request,
            _("The organiser changed a question after you opened this page. What you typed is saved; see whether it "
              "still fits."),
        )
        return went(request, reverse("fill_in", kwargs={"key": nomination.key}))
    return after_saving(request, nomination, form)


def after_saving(request: HttpRequest, nomination: Nomination, form: AnswersForm) -> HttpResponse:
    """What is shown once the answers without an error are stored."""
    if request.htmx and (form.errors or not pressed(request)):
        return saved(request, nomination, form)
    if form.errors:
        return fill_in_page(request, nomination, form)
    messages.success(request, _("%(name)s: saved.") % {"name": nomination.nominee})
    if form.asks_more():
        messages.info(request, _("By your answers more is asked now: see below."))
        return went(request, reverse("fill_in", kwargs={"key": nomination.key}))
    following = next_draft(nomination) if "next" in request.POST else None
    return went(
        request, reverse("fill_in", kwargs={"key": following.key}) if following else nomination_address(nomination)
    )


def version_in(request: HttpRequest) -> int:
    """The version that was seen; the one chosen in a conflict counts before the one the form was opened with."""
    typed = request.POST.get("over") or request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def pressed(request: HttpRequest) -> bool:
    """Whether a button was pressed, and not only a field changed."""
    return "save" in request.POST or "next" in request.POST


def went(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect, also for a request that would only swap a part of the page."""
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def next_draft(nomination: Nomination) -> Nomination | None:
    """The school's next draft for this call, in the order of its table, the first after the last."""
    drafts = list(
        Nomination.objects.filter(
            call=nomination.call_id, institution=nomination.institution_id, state=NominationState.DRAFT
        ).order_by("nominee__sort_key", "pk")
    )
    at = next((number for number, each in enumerate(drafts) if each.pk == nomination.pk), -1)
    following = drafts[(at + 1) % len(drafts)] if drafts else None
    return following if following and following.pk != nomination.pk else None


def fill_in_page(
    request: HttpRequest, nomination: Nomination, form: AnswersForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    nomination = load_nomination(nomination.key)
    questions = list(form.questions.values())
    window = window_for(nomination.call, nomination.institution)
    return render(
        request, "talent/nominations/fill_in.html",
        {
            "nomination": nomination, "call": nomination.call, "form": form, "following": next_draft(nomination),
            "lacks": lacks_of(nomination, questions), "window": window,
            "open": is_open_for(nomination.call, window), **more,
        },
        status=status,
    )


def saved(request: HttpRequest, nomination: Nomination, form: AnswersForm) -> HttpResponse:
    """The parts of the page that a saving changes: the version, what lacks, and fields whose file arrived."""
    questions = list(form.questions.values())
    nomination = load_nomination(nomination.key)
    fresh = AnswersForm(
        questions=questions, answers=nomination.answers.select_related("upload"), by=request.user
    )
    arrived = [
        fresh[name] for name, question in form.questions.items()
        if question.kind == QuestionKind.FILE and form.fields[name].has_changed(None, form[name].data)
        and name not in form.errors
    ]
    wrong = [(form[name], errors) for name, errors in form.errors.items() if name in form.fields]
    return render(
        request, "talent/nominations/_saved.html",
        {
            "nomination": nomination, "arrived": arrived, "wrong": wrong, "lacks": lacks_of(nomination, questions),
            "call": nomination.call,
        },
    )


def conflict(request: HttpRequest, nomination: Nomination, form: AnswersForm, words: str) -> HttpResponse:
    """Two windows: what was typed here stands beside what the other saved, and nothing is overwritten unseen."""
    form.begin_with(nomination.answers.select_related("upload"))
    context = {"differences": form.differences(), "words": words}
    if request.htmx:
        return render(request, "talent/nominations/_conflict.html", {"nomination": nomination, **context})
    return fill_in_page(request, nomination, form, status=409, **context)


@requires("nominations.edit_nomination", load_nomination)
@require_http_methods(["GET", "POST"])
def copy_to_others(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    """Copy written answers to other drafts of the same call and school."""
    others = list(
        Nomination.objects.filter(
            call=nomination.call, institution=nomination.institution, state=NominationState.DRAFT
        ).exclude(pk=nomination.pk).select_related("nominee").order_by("nominee__sort_key", "pk")
    )
    written = [
        answer for answer in nomination.answers.select_related("question").order_by("question__order", "pk")
        if answer.text.strip()
    ]
    if request.method == "POST":
        questions = [each.question for each in written if each.question.key in request.POST.getlist("question")]
        targets = [each for each in others if each.key in request.POST.getlist("nomination")]
        if questions and targets:
            n = copy_answers(
                nomination, questions, targets, replace="replace" in request.POST, by=request.user
            )
            messages.success(
                request, ngettext("%(n)s draft changed.", "%(n)s drafts changed.", n) % {"n": n}
            )
            return redirect(
                "school_call", key=nomination.call.key, school=nomination.institution.key
            )
        messages.error(request, _("Tick at least one answer and one draft."))
    return render(
        request, "talent/nominations/copy_answers.html",
        {"nomination": nomination, "call": nomination.call, "others": others, "written": written},
    )


@requires("nominations.submit_nomination", load_nomination)
@require_http_methods(["GET", "POST"])
def to_draft(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    return asked_once(
        request, nomination, lambda reason: back_to_draft(nomination, request.user),
        done=_("It is a draft again."), then=reverse("fill_in", kwargs={"key": nomination.key}),
        words={
            "heading": _("Take the nomination of %(name)s back to a draft?") % {"name": nomination.nominee},
            "consequence": _(
                "The panel no longer has it until it is submitted again, before the call closes. What the "
                "guardians have answered stays."
            ),
            "submit": _("Back to draft"), "tone": "primary",
        },
    )


@requires("nominations.submit_nomination", load_nomination)
@require_http_methods(["GET", "POST"])
def withdraw_nomination(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    return asked_once(
        request, nomination, lambda reason: withdraw(nomination, request.user, reason),
        form=ReasonForm(posted(request)), done=_("It is withdrawn."), then=nomination_address(nomination),
        words={
            "heading": _("Withdraw the nomination of %(name)s?") % {"name": nomination.nominee},
            "consequence": _(
                "The organiser is told why. Guardians are asked no more; a place that was offered or accepted "
                "is free for somebody else."
            ),
            "submit": _("Withdraw"),
        },
    )


@requires("nominations.edit_nomination", load_nomination)
@require_http_methods(["GET", "POST"])
def discard_draft(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    then = reverse("school_call", kwargs={"key": nomination.call.key, "school": nomination.institution.key})
    return asked_once(
        request, nomination, lambda reason: discard(nomination, request.user), done=_("The draft is gone."),
        then=then,
        words={
            "heading": _("Discard the draft for %(name)s?") % {"name": nomination.nominee},
            "consequence": _("Its answers and files are erased. The student's record stays."),
            "submit": _("Discard"),
        },
    )


def asked_once(
    request: HttpRequest, nomination: Nomination, act, *, done: str, then: str, words: dict[str, str],
    form: ReasonForm | None = None,
) -> HttpResponse:
    """A page that says what follows; on POST the act, and then the page `then`."""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            act(form.cleaned_data["reason"] if form else "")
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(nomination_address(nomination))
        messages.success(request, done)
        return redirect(then)
    return render(request, "pages/confirm.html", {"form": form, "cancel": nomination_address(nomination), **words})


@requires("nominations.see_evidence", load_evidence)
@require_safe
def evidence(request: HttpRequest, answer: Answer) -> HttpResponse:
    """One uploaded file; each reading is logged. What other answers hide was not handed in: only the school has it."""
    own = request.user.has_perm("nominations.edit_nomination", answer.nomination)
    handed_in = {each["question"].pk for each in answers_shown(answer.nomination)}
    if not own and answer.question_id not in handed_in:
        raise PermissionDenied
    record_reading("evidence", answer.nomination, request.user)
    return serve_upload(answer.upload)
