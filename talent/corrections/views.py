"""Asking for a correction, making it, comparing it with what was there."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.audit.record import record_reading
from core.files.uploads import serve_upload
from talent.calls.answer_form import AnswersForm
from talent.calls.loading import load_question
from talent.calls.models import Question
from talent.calls.views.steps import posted
from talent.corrections.acts import accept, answer, ask_again, ask_answers, ask_recommendation, withdraw
from talent.corrections.anew import ask_anew, on_earlier_version
from talent.corrections.forms import AnewForm, AskForm, WordsForm
from talent.corrections.loading import load_correction, load_old_file
from talent.corrections.models import CorrectionPart, CorrectionRequest, CorrectionState
from talent.nominations.loading import load_nomination
from talent.nominations.models import Nomination


def nomination_address(nomination: Nomination) -> str:
    return reverse("nomination", kwargs={"key": nomination.key})


@requires("corrections.ask", load_nomination)
@require_http_methods(["GET", "POST"])
def ask_correction(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    form = AskForm(posted(request), nomination=nomination)
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_all(nomination, form, request)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The correction is asked for by email. Only what you ticked is open."))
            return redirect(nomination_address(nomination))
    return render(request, "pages/form_page.html", {
        "heading": _("Ask for a correction: %(name)s") % {"name": nomination.nominee}, "form": form,
        "lead": _("Only what you tick is opened again. What is there now is kept until you accept the correction."),
        "submit": _("Ask"), "cancel": nomination_address(nomination),
    })


def ask_for_all(nomination: Nomination, form: AskForm, request: HttpRequest) -> None:
    """One request for all answers, one for each recommendation: they are made by different people."""
    given = form.cleaned_data
    with transaction.atomic():
        if keys := given.get("questions"):
            questions = [form.asked[key] for key in keys]
            ask_answers(nomination, questions, given["words"], given["due_at"], request.user)
        for key in given.get("recommendations") or ():
            ask_recommendation(form.given[key], given["words"], given["due_at"], request.user)


@requires("calls.edit_line", load_question)
@require_http_methods(["GET", "POST"])
def ask_question_anew(request: HttpRequest, question: Question) -> HttpResponse:
    """Ask everybody who answered an earlier version of a question to answer it as it reads now."""
    then = reverse("organise_call", kwargs={"key": question.call.key})
    n = on_earlier_version(question).count()
    if not n:
        messages.info(request, _("Everybody has answered the question as it reads now, or is asked to."))
        return redirect(then)
    form = AnewForm(posted(request), call=question.call)
    if request.method == "POST" and form.is_valid():
        asked = ask_anew(question, form.cleaned_data["words"], form.cleaned_data["due_at"], request.user)
        if done := len(asked.corrections):
            messages.success(
                request, ngettext("%(n)s school is asked by email.", "%(n)s are asked by email.", done) % {"n": done}
            )
        for nomination, reason in asked.refused:
            messages.error(request, f"{nomination.nominee}: {reason}")
        if asked.corrections:
            return redirect(then)
    return render(request, "pages/form_page.html", {
        "heading": _("Ask anew: “%(question)s”") % {"question": question}, "form": form,
        "lead": ngettext(
            "%(n)s nomination answers an earlier version of this question. Only this answer is opened again.",
            "%(n)s nominations answer an earlier version of this question. Only this answer is opened again.", n,
        ) % {"n": n},
        "submit": _("Ask"), "cancel": then,
    })


@requires("corrections.answer", load_correction)
@require_http_methods(["GET", "POST"])
def answer_correction(request: HttpRequest, correction: CorrectionRequest) -> HttpResponse:
    """The answers that are open, and no others."""
    nomination = correction.nomination
    if correction.state != CorrectionState.ASKED:
        messages.info(request, _("This correction is “%(state)s”: nothing is open.") % {
            "state": correction.get_state_display()
        })
        return redirect(nomination_address(nomination))
    questions = [part.question for part in correction.parts.select_related("question")]
    answers = nomination.answers.select_related("upload")
    form = AnswersForm(posted(request), request.FILES or None, questions=questions, answers=answers, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            answer(correction, form.given(), request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The correction is handed in. The organiser compares it with what was there."))
            return redirect(nomination_address(nomination))
    return render(request, "talent/corrections/answer.html", {
        "correction": correction, "nomination": nomination, "call": nomination.call, "form": form,
    })


@requires("corrections.compare", load_correction)
@require_safe
def correction_page(request: HttpRequest, correction: CorrectionRequest) -> HttpResponse:
    """What was there, and what is there now, side by side. The reading is logged."""
    record_reading("correction", correction, request.user)
    nomination = correction.nomination
    now = {each.question_id: each for each in nomination.answers.select_related("upload")}
    parts = correction.parts.select_related("question", "old_upload")
    return render(request, "talent/corrections/compare.html", {
        "correction": correction, "nomination": nomination, "call": nomination.call,
        "parts": [(part, now.get(part.question_id)) for part in parts],
    })


@requires("corrections.see_old_file", load_old_file)
@require_safe
def old_evidence(request: HttpRequest, part: CorrectionPart) -> HttpResponse:
    """The file that was there before the correction."""
    record_reading("evidence", part.correction.nomination, request.user)
    return serve_upload(part.old_upload)


@requires("corrections.compare", load_correction)
@require_POST
def accept_correction(request: HttpRequest, correction: CorrectionRequest) -> HttpResponse:
    return done(request, correction, lambda: accept(correction, request.user), _("The correction is accepted."))


@requires("corrections.compare", load_correction)
@require_POST
def withdraw_correction(request: HttpRequest, correction: CorrectionRequest) -> HttpResponse:
    words = _("The correction is no longer asked for; everything stays as it was.")
    return done(request, correction, lambda: withdraw(correction, request.user), words)


def done(request: HttpRequest, correction: CorrectionRequest, act: Any, words: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect(nomination_address(correction.nomination))


@requires("corrections.compare", load_correction)
@require_http_methods(["GET", "POST"])
def ask_correction_again(request: HttpRequest, correction: CorrectionRequest) -> HttpResponse:
    form = WordsForm(posted(request), nomination=correction.nomination, initial={"words": correction.words})
    if request.method == "POST" and form.is_valid():
        try:
            ask_again(correction, form.cleaned_data["words"], form.cleaned_data["due_at"], request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is asked for once more."))
            return redirect("correction", key=correction.key)
    return render(request, "pages/form_page.html", {
        "heading": _("Ask once more"), "form": form, "submit": _("Ask"),
        "lead": _("The same answers are open again. What was there at first is kept."),
        "cancel": reverse("correction", kwargs={"key": correction.key}),
    })
