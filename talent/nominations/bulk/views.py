"""The pages by which a school nominates many: bring a table and an archive, look, confirm, take back."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.files.export import FORMATS, XLSX, table_response
from core.files.models import Upload
from core.files.staged_import import ImportState, RowVerdict
from talent.calls.views.steps import posted
from talent.institutions.models import Institution
from talent.nominations.allowance import counts_of
from talent.nominations.bulk.columns import header_of
from talent.nominations.bulk.filenames import Somebody, example_names
from talent.nominations.bulk.forms import ArchiveForm, BringForm
from talent.nominations.bulk.listings import FILES, files_of, rows_listing
from talent.nominations.bulk.listings import wrong_rows as rows_to_correct
from talent.nominations.bulk.loading import students_of, wanted_files
from talent.nominations.bulk.models import FileVerdict, NominationImport
from talent.nominations.bulk.staging import read_import
from talent.nominations.bulk.storing import confirm, store
from talent.nominations.bulk.template import workbook_of
from talent.nominations.bulk.undoing import may_undo, undo
from talent.nominations.drafts import refuse_to_draft
from talent.nominations.loading import load_import, load_part
from talent.nominations.permissions import SchoolsPart
from talent.nominations.tasks import read_nominations, store_nominations

# What takes longer than a moment is read and stored by the task worker, with a page that waits.
AT_ONCE_BYTES, AT_ONCE_ROWS = 60_000, 60
EXAMPLES = 2


def page_of(brought: NominationImport) -> str:
    return reverse("nomination_import", kwargs={"key": brought.key})


@requires("nominations.nominate", load_part)
@require_http_methods(["GET", "POST"])
def bring_nominations(request: HttpRequest, part: SchoolsPart) -> HttpResponse:
    form = BringForm(posted(request), request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            refuse_to_draft(part.call, part.institution)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            given = form.cleaned_data
            brought = NominationImport.objects.create(
                call=part.call, institution=part.institution, by=request.user, upload=given["table"],
                archive=given["archive"], encoding=given["encoding"],
            )
            begin_reading(brought, request)
            return redirect(page_of(brought))
    questions = list(part.call.questions.all())
    return render(request, "talent/nominations/bulk/bring.html", {
        "call": part.call, "school": part.institution, "form": form, "closed": why_closed(part),
        "files": wanted_files(questions), "examples": examples(part, questions),
        "headings": header_of(part.call, questions),
        "imports": NominationImport.objects.filter(call=part.call, institution=part.institution)
        .select_related("upload", "archive").order_by("-pk")[:10],
    })


def why_closed(part: SchoolsPart) -> str:
    """Why no draft can be made now; empty if it can."""
    try:
        refuse_to_draft(part.call, part.institution)
    except Refused as refusal:
        return str(refusal)
    return ""


def examples(part: SchoolsPart, questions: list) -> list[str]:
    """File names for the first of the school's own students who can be nominated, or for an invented one."""
    wanted = wanted_files(questions)
    able = [each.somebody for each in students_of(part.call, part.institution) if not each.obstacles]
    whom = able[:EXAMPLES] or [Somebody(0, "1042", ("Example Student",))]
    return [name for each in whom for name in example_names(each, wanted)]


def begin_reading(brought: NominationImport, request: HttpRequest) -> None:
    """At once if it is small, else in the background."""
    if size_of(brought.upload) + size_of(brought.archive) <= AT_ONCE_BYTES:
        read_import(brought, request.user)
    else:
        read_nominations.enqueue(brought.key)


def size_of(upload: Upload | None) -> int:
    return upload.size if upload else 0


@requires("nominations.nominate", load_part)
@require_GET
def nomination_template(request: HttpRequest, part: SchoolsPart) -> HttpResponse:
    wanted = request.GET.get("format", "xlsx")
    if wanted not in FORMATS:
        raise Http404
    questions = list(part.call.questions.all())
    if wanted == "csv":
        return table_response("nominations", header_of(part.call, questions), [], "csv")
    book = workbook_of(part.call, questions, students_of(part.call, part.institution))
    return workbook_response(book, f"nominations-{part.call.key}.xlsx")


def workbook_response(book: bytes, name: str) -> HttpResponse:
    response = HttpResponse(book, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "private, no-store"
    return response


@requires("nominations.see_import", load_import)
@require_GET
def nomination_import(request: HttpRequest, brought: NominationImport) -> HttpResponse:
    """The import as it stands: its progress, its preview, or what came of it."""
    if brought.state in {ImportState.READING, ImportState.STORING}:
        template = "progress" if request.htmx else "waiting"
        return render(request, f"talent/nominations/bulk/{template}.html", {"import": brought})
    if request.htmx:
        # The page that waited is done waiting.
        return HttpResponse(headers={"HX-Redirect": page_of(brought)})
    context = shown(request, brought)
    if brought.state in {ImportState.REFUSED, ImportState.ABANDONED}:
        return render(request, "talent/nominations/bulk/ended.html", context)
    rows = brought.rows.select_related("person", "nomination")
    listing = rows_listing(list(brought.call.questions.all()))
    return listing.answer(request, rows, "talent/nominations/bulk/preview.html", context)


def shown(request: HttpRequest, brought: NominationImport) -> dict[str, Any]:
    files = brought.counts.get("files", {})
    count = counts_of([brought.institution], [brought.call])[brought.institution_id, brought.call_id]
    return {
        "import": brought, "call": brought.call, "school": brought.institution,
        "counts": [(verdict, label, brought.counts.get(verdict, 0)) for verdict, label in RowVerdict.choices],
        "files": [(verdict, label, files.get(verdict, 0)) for verdict, label in FileVerdict.choices],
        "any_files": any(files.values()), "may_undo": may_undo(brought), "archive_form": ArchiveForm(by=request.user),
        "count": count, "beyond": max(brought.good + count.drafts - count.left, 0),
    }


@requires("nominations.see_import", load_import)
@require_GET
def brought_files(request: HttpRequest, brought: NominationImport) -> HttpResponse:
    """Every file that came in the archive, with what becomes of it; also as a table to download."""
    return FILES.answer(request, files_of(brought), "talent/nominations/bulk/files.html", {"import": brought})


@requires("nominations.see_import", load_import)
@require_GET
def wrong_rows(request: HttpRequest, brought: NominationImport) -> HttpResponse:
    """The wrong rows with their reasons, to mend and bring again: as the template itself, or as CSV."""
    if not brought.counts.get("header"):
        raise Http404
    header, rows = rows_to_correct(brought)
    if request.GET.get("format", "xlsx") == "csv":
        return table_response("nominations-to-correct", header, rows, "csv")
    questions = list(brought.call.questions.all())
    if brought.counts["header"] != header_of(brought.call, questions):
        return table_response("nominations-to-correct", header, rows, "xlsx")
    students = students_of(brought.call, brought.institution)
    book = workbook_of(brought.call, questions, students, before=header[:2], rows=rows)
    return workbook_response(book, "nominations-to-correct.xlsx")


@requires("nominations.see_import", load_import)
@require_POST
def bring_more(request: HttpRequest, brought: NominationImport) -> HttpResponse:
    """Add an archive to a preview: its files join those that came before."""
    form = ArchiveForm(request.POST, request.FILES or None, by=request.user)
    if form.is_valid() and form.cleaned_data["archive"]:
        try:
            with transaction.atomic():
                NominationImport.lifecycle.move(
                    brought, ImportState.READING, by=request.user, archive=form.cleaned_data["archive"]
                )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            begin_reading(brought, request)
    else:
        messages.error(request, " ".join(form.errors.get("archive", [_("Choose a zip archive.")])))
    return redirect(page_of(brought))


@requires("nominations.see_import", load_import)
@require_POST
def confirm_import(request: HttpRequest, brought: NominationImport) -> HttpResponse:
    background = brought.rows.count() > AT_ONCE_ROWS
    try:
        if not brought.good:
            raise Refused(_("No row would make or change a draft."))
        with transaction.atomic():
            confirm(brought, request.user)
            if background:
                store_nominations.enqueue(brought.key, request.user.pk)
        if not background and store(brought, request.user).state == ImportState.STORED:
            messages.success(request, _("The drafts are stored. Submit them once nothing lacks."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(page_of(brought))


@requires("nominations.see_import", load_import)
@require_POST
def abandon_import(request: HttpRequest, brought: NominationImport) -> HttpResponse:
    try:
        NominationImport.lifecycle.move(brought, ImportState.ABANDONED, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(page_of(brought))
    messages.success(request, _("It is put aside. Nothing of it was stored."))
    return to_school_call(brought.call.key, brought.institution)


def to_school_call(key: str, school: Institution) -> HttpResponse:
    return redirect("school_call", key=key, school=school.key)


@requires("nominations.see_import", load_import)
@require_http_methods(["GET", "POST"])
def undo_import(request: HttpRequest, brought: NominationImport) -> HttpResponse:
    if request.method == "POST":
        try:
            undo(brought, request.user)
            messages.success(request, _("The import is taken back."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(page_of(brought))
    return render(request, "pages/confirm.html", {
        "heading": _("Take this import back?"),
        "consequence": _(
            "%(new)s drafts that it made are discarded, and %(changed)s get back their former answers. That is not"
            " possible once one of them was changed or submitted."
        ) % {"new": brought.counts.get("new", 0), "changed": brought.counts.get("changed", 0)},
        "submit": _("Take it back"), "cancel": page_of(brought),
    })
