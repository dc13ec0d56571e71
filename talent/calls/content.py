"""What a call asks: questions, rubric, consents and hosts. All are fixed by the first submission.

A school that has submitted relied on what was asked and on how it would be scored. So from then on a
question or criterion changes its meaning only by a new version (`talent.calls.versions`), and none can be
removed. A question's explanation may still be made clearer (what it was is kept in the call's history), and a
question nobody is required to answer may be added. The rubric changes only until the review begins.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.files.uploads import let_go
from talent.calls.conditions import depending_on, misplaced
from talent.calls.models import Call, CallState, Criterion, Question
from talent.calls.versions import changes_meaning, keep_version, new_number
from talent.institutions.models import Institution


class NeedsVersion(Refused):
    """The change is one of meaning, and nominations were submitted already: it takes a new version."""


def save_question(question: Question, by: User, *, new_version_because: str = "") -> Question:
    """Store a new or edited question.

    Raises NeedsVersion for a change of meaning after the first submission, unless a reason for a new version is
    given; Refused where answers, or the place of its condition, forbid it.
    """
    with transaction.atomic():
        call = hold(question.call)
        before = Question.objects.filter(pk=question.pk).first()
        if before is None:
            if question.required and call.is_relied_on():
                raise Refused(_("Nominations were submitted already: a new question cannot be required of them."))
            question.order = next_order(call.questions)
            refuse_misplaced([*call.questions.all(), question])
        else:
            change_question(call, before, question, by, new_version_because.strip())
        question.save()
    return question


def change_question(call: Call, before: Question, question: Question, by: User, reason: str) -> None:
    question.order, question.version = before.order, before.version
    refuse_misplaced([question if each.pk == question.pk else each for each in call.questions.all()])
    if changes_meaning(before, question) and call.is_relied_on():
        if call.state not in (CallState.DRAFT, CallState.PUBLISHED):
            raise Refused(_("The review has begun: what was asked stays."))
        if not reason:
            raise NeedsVersion(
                _("Nominations were submitted already. This changes what is asked: it takes a new version.")
            )
        keep_version(before, by, reason)
        new_number(before, question)
        record("question in a new version", call, by, reason=reason, question=question.key, version=question.version)
        return
    refuse_changed_kind(call, before, question)
    if before.help_text != question.help_text:
        record("question explained anew", call, by, question=question.key, before=before.help_text)


def refuse_misplaced(questions: list[Question]) -> None:
    if wrong := misplaced(questions):
        raise Refused(
            _("“%(question)s” is shown by the answer to a question that does not stand before it.")
            % {"question": wrong[0]}
        )


def refuse_changed_kind(call: Call, before: Question, question: Question) -> None:
    answers = before.answers.count()
    if before.kind != question.kind and answers:
        raise Refused(
            ngettext(
                "%(n)s draft answers this question already, so its kind stays. Remove it and add another.",
                "%(n)s drafts answer this question already, so its kind stays. Remove it and add another.", answers,
            )
            % {"n": answers}
        )


def remove_question(question: Question, by: User) -> None:
    """Remove a question, with the answers that drafts have given so far."""
    with transaction.atomic():
        call = hold(question.call)
        if call.is_relied_on():
            raise Refused(_("Nominations were submitted already: their questions stay."))
        if depending := depending_on(question, call.questions.all()):
            raise Refused(
                _("“%(other)s” is shown by its answer: change that condition first.") % {"other": depending[0]}
            )
        uploads = [answer.upload for answer in question.answers.select_related("upload")]
        record("question removed", call, by, label=question.label, answers=len(uploads))
        question.answers.all().delete()
        question.delete()
        for upload in uploads:
            let_go(upload)


def save_criterion(criterion: Criterion, by: User, *, new_version_because: str = "") -> Criterion:
    """Store a new or edited criterion.

    Once nominations rely on the rubric none is added, and a change of meaning raises NeedsVersion unless a reason
    for a new version is given; once the review has begun it raises Refused.
    """
    with transaction.atomic():
        call = hold(criterion.call)
        before = Criterion.objects.filter(pk=criterion.pk).first()
        if call.is_relied_on():
            if before is None:
                raise Refused(_("Nominations were submitted under this rubric: no criterion can be added."))
            change_criterion(call, before, criterion, by, new_version_because.strip())
        if before is None:
            criterion.order = next_order(call.criteria)
        criterion.save()
    return criterion


def change_criterion(call: Call, before: Criterion, criterion: Criterion, by: User, reason: str) -> None:
    criterion.version = before.version
    if changes_meaning(before, criterion):
        # A call that takes nominations again may have been reviewed before.
        if call.state not in (CallState.DRAFT, CallState.PUBLISHED) or before.scores.exists():
            raise Refused(_("The review has begun: only the rubric's explanations can still be changed."))
        if not reason:
            raise NeedsVersion(
                _("Nominations were submitted under this rubric. This changes how they are scored: it takes a new "
                  "version.")
            )
        keep_version(before, by, reason)
        new_number(before, criterion)
        record("criterion in a new version", call, by, reason=reason, criterion=criterion.key)
    elif before.help_text != criterion.help_text:
        record("criterion explained anew", call, by, criterion=criterion.key, before=before.help_text)


def remove_criterion(criterion: Criterion, by: User) -> None:
    with transaction.atomic():
        call = hold(criterion.call)
        if call.is_relied_on():
            raise Refused(_("Nominations were submitted under this rubric: its criteria stay."))
        record("criterion removed", call, by, label=criterion.label)
        criterion.delete()


def shift(line: Question | Criterion, steps: int) -> None:
    """Move a question or criterion up (-1) or down (1) among those of its call.

    Raises Refused where a question would come before the one that it depends on.
    """
    with transaction.atomic():
        hold(line.call)
        lines = list(type(line)._default_manager.filter(call=line.call).order_by("order", "pk"))
        at = next(number for number, each in enumerate(lines) if each.pk == line.pk)
        to = min(max(at + steps, 0), len(lines) - 1)
        lines.insert(to, lines.pop(at))
        if isinstance(line, Question):
            refuse_misplaced(lines)
        for number, each in enumerate(lines, start=1):
            if each.order != number:
                type(line)._default_manager.filter(pk=each.pk).update(order=number)


def save_consents(call: Call, required: list[str], optional: list[str], by: User) -> None:
    """Which consents are asked for. Raises Refused once guardians may have been asked."""
    with transaction.atomic():
        held = hold(call)
        if (held.consents_required, held.consents_optional) == (required, optional):
            return
        if held.is_relied_on():
            raise Refused(_("Nominations were submitted already: what their guardians are asked stays."))
        held.consents_required, held.consents_optional = required, optional
        held.save(update_fields=["consents_required", "consents_optional", "updated_at"])
        record("changed", held, by, fields=["consents_required", "consents_optional"])


def change_host(call: Call, host: Institution, by: User, *, remove: bool) -> None:
    """Name one more host, or one fewer. Raises Refused once guardians may have been asked about them."""
    with transaction.atomic():
        held = hold(call)
        if held.is_relied_on():
            raise Refused(_("Nominations were submitted already: the hosts their guardians were asked about stay."))
        if remove:
            held.hosts.remove(host)
        else:
            held.hosts.add(host)
        record("host removed" if remove else "host added", held, by, host=host.key)


def next_order(lines) -> int:
    last = lines.order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 1


def hold(call: Call) -> Call:
    """The call, locked: two organisers who edit it at once, or an edit and the first submission, take turns."""
    return Call.objects.select_for_update().get(pk=call.pk)
