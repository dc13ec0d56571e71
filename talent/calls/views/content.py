"""The steps of a call that are lists: questions, rubric, consents with hosts, quotas."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.forms.models import construct_instance
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_countries import countries

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.audit.record import record
from talent.calls import content
from talent.calls.answer_form import AnswersForm
from talent.calls.conditions import misplaced
from talent.calls.forms import ConsentsForm, PlacesForm, QuotaForm
from talent.calls.line_forms import CriterionForm, QuestionForm
from talent.calls.loading import load_call, load_criterion, load_question
from talent.calls.models import Call, Criterion, Question, Quota, QuotaAttribute
from talent.calls.versions import reads_of
from talent.calls.views.public import shown_of
from talent.calls.views.steps import next_step, posted, step_context, store_fields
from talent.institutions.models import Institution, InstitutionKind

HOSTS_FOUND = 20
# A question and those that it depends on, one by another.
SEEN_BEFORE = 6


@requires("calls.edit", load_call)
@require_http_methods(["GET"])
def call_questions(request: HttpRequest, call: Call) -> HttpResponse:
    return lines_page(request, call, "questions")


@requires("calls.edit", load_call)
@require_http_methods(["GET"])
def call_rubric(request: HttpRequest, call: Call) -> HttpResponse:
    return lines_page(request, call, "rubric")


def lines_page(request: HttpRequest, call: Call, step: str, refused: str = "") -> HttpResponse:
    """The list of a call's questions or criteria, as the school will see it beside; alone when it is reloaded."""
    lines = list(call.questions.select_related("shown_if") if step == "questions" else call.criteria.all())
    template = f"talent/calls/_{step}.html" if request.htmx else f"talent/calls/step_{step}.html"
    more: dict[str, Any] = {}
    if step == "questions":
        more = {"seen": AnswersForm(questions=lines), "misplaced": {line.pk for line in misplaced(lines)}}
    return render(request, template, step_context(call, step, lines=lines, refused=refused, **more))


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def new_question(request: HttpRequest, call: Call) -> HttpResponse:
    return question_page(request, Question(call=call))


@requires("calls.edit_line", load_question)
@require_http_methods(["GET", "POST"])
def edit_question(request: HttpRequest, question: Question) -> HttpResponse:
    return question_page(request, question)


def question_page(request: HttpRequest, question: Question) -> HttpResponse:
    """One question's form; while it is typed, what the school will see stands beside it."""
    new, call = question.pk is None, question.call
    form = QuestionForm(posted(request), instance=question, relied_on=call.is_relied_on())
    if request.htmx and request.method == "POST":
        form.is_valid()
        return render(request, "talent/calls/_question_seen.html", {"seen": as_seen(form.instance)})
    if request.method == "POST" and form.is_valid():
        try:
            content.save_question(form.save(commit=False), request.user, new_version_because=form.reason)
        except content.NeedsVersion as refusal:
            form.add_error("new_version_because", str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("new_question" if "another" in request.POST else "call_questions", key=call.key)
    stored = question if new else load_question(question.key)
    return render(
        request, "talent/calls/question.html",
        step_context(
            call, "questions", form=form, seen=as_seen(stored), new=new, question=question,
            earlier=[] if new else reads_of(stored),
        ),
    )


def as_seen(question: Question) -> AnswersForm:
    """The question as a school sees it, after those that it depends on."""
    line = [question]
    while len(line) < SEEN_BEFORE and (before := line[0].shown_if) is not None and before not in line:
        line.insert(0, before)
    return AnswersForm(questions=line)


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def new_criterion(request: HttpRequest, call: Call) -> HttpResponse:
    return criterion_page(request, Criterion(call=call))


@requires("calls.edit_line", load_criterion)
@require_http_methods(["GET", "POST"])
def edit_criterion(request: HttpRequest, criterion: Criterion) -> HttpResponse:
    return criterion_page(request, criterion)


def criterion_page(request: HttpRequest, criterion: Criterion) -> HttpResponse:
    """One criterion's form, with a field for each level; while it is typed, it stands beside as it will be read."""
    new, call = criterion.pk is None, criterion.call
    form = CriterionForm(posted(request), instance=criterion, relied_on=call.is_relied_on())
    if request.htmx and request.method == "POST":
        form.is_valid()
        relaid = request.POST.get("levels_shown") != str(len(form.levels))
        return render(
            request, "talent/calls/_criterion_seen.html", {"criterion": form.instance, "form": form, "relaid": relaid}
        )
    if "levels" in request.POST:
        return render(
            request, "talent/calls/criterion.html",
            step_context(call, "rubric", form=form, new=new, criterion=form.instance),
        )
    if request.method == "POST" and form.is_valid():
        try:
            content.save_criterion(form.save(commit=False), request.user, new_version_because=form.reason)
        except content.NeedsVersion as refusal:
            form.add_error("new_version_because", str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("new_criterion" if "another" in request.POST else "call_rubric", key=call.key)
    return render(
        request, "talent/calls/criterion.html",
        step_context(
            call, "rubric", form=form, new=new, criterion=criterion if new else load_criterion(criterion.key),
            earlier=[] if new else reads_of(criterion),
        ),
    )


@requires("calls.edit_line", load_question)
@require_POST
def move_question(request: HttpRequest, question: Question) -> HttpResponse:
    return moved(request, question, "questions")


@requires("calls.edit_line", load_criterion)
@require_POST
def move_criterion(request: HttpRequest, criterion: Criterion) -> HttpResponse:
    return moved(request, criterion, "rubric")


def moved(request: HttpRequest, line: Question | Criterion, step: str) -> HttpResponse:
    try:
        content.shift(line, -1 if request.POST.get("to") == "up" else 1)
    except Refused as refusal:
        if request.htmx:
            return lines_page(request, line.call, step, refused=str(refusal))
        messages.error(request, str(refusal))
    if request.htmx:
        return lines_page(request, line.call, step)
    return redirect(f"call_{step}", key=line.call.key)


@requires("calls.edit_line", load_question)
@require_http_methods(["GET", "POST"])
def remove_question(request: HttpRequest, question: Question) -> HttpResponse:
    answers = question.answers.count()
    consequence = _("Schools are no longer asked it.")
    if answers:
        consequence += " " + ngettext(
            "%(n)s draft has answered it already; the answer is erased.",
            "%(n)s drafts have answered it already; these answers are erased.", answers,
        ) % {"n": answers}
    return removal(request, question, content.remove_question, "questions", consequence)


@requires("calls.edit_line", load_criterion)
@require_http_methods(["GET", "POST"])
def remove_criterion(request: HttpRequest, criterion: Criterion) -> HttpResponse:
    return removal(request, criterion, content.remove_criterion, "rubric", _("The panel no longer scores it."))


def removal(request: HttpRequest, line: Question | Criterion, act, step: str, consequence: str) -> HttpResponse:
    if request.method == "POST":
        try:
            act(line, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Removed."))
        return redirect(f"call_{step}", key=line.call.key)
    return render(
        request, "pages/confirm.html",
        {
            "heading": _("Remove “%(line)s”?") % {"line": line}, "consequence": consequence, "submit": _("Remove"),
            "cancel": reverse(f"call_{step}", kwargs={"key": line.call.key}),
        },
    )


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def call_consents(request: HttpRequest, call: Call) -> HttpResponse:
    """Which consents are asked for, and for which hosts; fixed once a guardian has been asked."""
    form = ConsentsForm(posted(request), instance=call)
    if call.is_relied_on():
        for field in form.fields.values():
            field.disabled = True
    if request.htmx and request.method == "POST":
        form.is_valid()
        call.consents_required = form.chosen(form.REQUIRED)
        call.consents_optional = form.chosen(form.OPTIONAL)
        return render(request, "talent/calls/_call.html", shown_of(call))
    if request.method == "POST" and form.is_valid():
        try:
            content.save_consents(
                call, form.chosen(form.REQUIRED), form.chosen(form.OPTIONAL), request.user
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("call_consents", key=call.key)
        messages.success(request, _("Saved."))
        return next_step(request, call, "consents")
    sought = request.GET.get("q", "").strip()
    return render(
        request, "talent/calls/step_consents.html",
        step_context(
            call, "consents", form=form, hosts=list(call.hosts.order_by("latin_name")), sought=sought,
            found=institutions_found(call, sought) if sought else [], preview=shown_of(load_call(call.key)),
        ),
    )


def institutions_found(call: Call, sought: str) -> list[Institution]:
    """Verified institutions that could be hosts, by every word typed."""
    rows = Institution.objects.verified().exclude(kind=InstitutionKind.SCHOOL).exclude(hosted_calls=call)
    for word in sought.split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(latin_name__icontains=word) | Q(city__icontains=word))
    return list(rows.order_by("latin_name")[:HOSTS_FOUND])


@requires("calls.edit", load_call)
@require_POST
def change_hosts(request: HttpRequest, call: Call) -> HttpResponse:
    """Add or remove one host, by its key."""
    host = Institution.objects.verified().filter(key=request.POST.get("host", "")).first()
    if host is None:
        messages.error(request, _("This institution is not verified."))
        return redirect("call_consents", key=call.key)
    try:
        content.change_host(call, host, request.user, remove="remove" in request.POST)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("call_consents", key=call.key)


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def call_places(request: HttpRequest, call: Call) -> HttpResponse:
    form = PlacesForm(posted(request), instance=call)
    if request.htmx and request.method == "POST":
        form.is_valid()
        return render(request, "talent/calls/_call.html", shown_of(construct_instance(form, load_call(call.key))))
    if request.method == "POST" and form.is_valid():
        store_fields(form, request.user)
        messages.success(request, _("Saved."))
        return next_step(request, call, "places")
    return places_page(request, call, form, QuotaForm(prefix="quota", instance=Quota(call=call)))


@requires("calls.edit", load_call)
@require_POST
def change_quotas(request: HttpRequest, call: Call) -> HttpResponse:
    """Add a quota, or remove the one whose number is sent."""
    if removed := request.POST.get("remove", ""):
        for quota in call.quotas.filter(pk=removed if removed.isdecimal() else 0):
            with transaction.atomic():
                record("quota removed", call, request.user, quota=quota_words(quota))
                quota.delete()
        return redirect("call_places", key=call.key)
    form = QuotaForm(request.POST, prefix="quota", instance=Quota(call=call))
    if not form.is_valid():
        return places_page(request, call, PlacesForm(instance=call), form)
    with transaction.atomic():
        record("quota added", call, request.user, quota=quota_words(form.save()))
    return redirect("call_places", key=call.key)


def places_page(request: HttpRequest, call: Call, form: PlacesForm, quota_form: QuotaForm) -> HttpResponse:
    quotas = [(quota, quota_words(quota)) for quota in call.quotas.select_related("question")]
    return render(
        request, "talent/calls/step_places.html",
        step_context(
            call, "places", form=form, quota_form=quota_form, quotas=quotas, preview=shown_of(load_call(call.key)),
        ),
    )


def quota_words(quota: Quota) -> str:
    """A quota as a sentence."""
    value: str = quota.value
    yes_and_no = {
        QuotaAttribute.GENDER: {"f": _("female"), "m": _("male"), "x": _("other")},
        QuotaAttribute.RURAL: {"yes": _("rural schools"), "no": _("other schools")},
        QuotaAttribute.HOST: {"yes": _("from a host's country"), "no": _("not from a host's country")},
        QuotaAttribute.FIRST_TIMER: {"yes": _("for the first time"), "no": _("not for the first time")},
    }
    if quota.attribute == QuotaAttribute.COUNTRY:
        value = countries.name(value) or value
    elif quota.attribute == QuotaAttribute.SUBJECT and value:
        value = _("“%(answer)s” (%(question)s)") % {"answer": value, "question": quota.question}
    else:
        value = yes_and_no.get(quota.attribute, {}).get(value, value)
    by = quota.question or quota.get_attribute_display()
    whom = value or _("each %(attribute)s") % {"attribute": by}
    told = [
        words % {"n": bound if isinstance(bound, int) else f"{bound:f}".rstrip("0").rstrip(".")}
        for words, bound in (
            (_("at least %(n)s"), quota.minimum), (_("at most %(n)s"), quota.maximum),
            (_("at least %(n)s %%"), quota.minimum_share), (_("at most %(n)s %%"), quota.maximum_share),
        )
        if bound is not None
    ]
    return capfirst(f"{whom}: {', '.join(told)}")
