"""The pages of an import: bring a file, look at the preview, confirm, take back."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.files.export import FORMATS, XLSX, table_response
from core.files.models import Upload
from talent.institutions.models import Institution
from talent.people.models import ImportState, RowVerdict, StudentImport
from talent.people.student_import.forms import EncodingForm, ImportForm
from talent.people.student_import.listings import ROWS, wrong_rows
from talent.people.student_import.staging import read_file
from talent.people.student_import.storing import confirm, store
from talent.people.student_import.template import HEADER, template_rows
from talent.people.student_import.undoing import may_undo, undo
from talent.people.tasks import read_student_file, store_students

# What is larger than about a thousand rows is read and stored by the task worker, with a page that waits.
AT_ONCE_ROWS = 1_000
AT_ONCE_BYTES = {XLSX: 40_000, "text/csv": 100_000}
ENDED_STATES = {ImportState.REFUSED, ImportState.ABANDONED}


def school(key: str) -> Institution:
    return get_object_or_404(Institution, key=key)


def import_by_key(key: str) -> StudentImport:
    return get_object_or_404(StudentImport.objects.select_related("institution", "upload", "by"), key=key)


@requires("people.change_students", school)
@require_http_methods(["GET", "POST"])
def import_students(request: HttpRequest, institution: Institution) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        student_import = begin(institution, form.cleaned_data["file"], form.cleaned_data["encoding"], request.user)
        return redirect("student_import", key=student_import.key)
    return render(request, "talent/people/import_file.html", {"form": form, "institution": institution})


def begin(institution: Institution, upload: Upload, encoding: str, by) -> StudentImport:
    """Start reading the file: at once if it is small, else in the background."""
    student_import = StudentImport.objects.create(institution=institution, by=by, upload=upload, encoding=encoding)
    if is_small(upload):
        read_file(student_import, by)
    else:
        read_student_file.enqueue(student_import.key)
    return student_import


def is_small(upload: Upload) -> bool:
    return upload.size <= AT_ONCE_BYTES[upload.content_type]


@requires("people.change_students", school)
@require_GET
def import_template(request: HttpRequest, institution: Institution) -> HttpResponse:
    wanted = request.GET.get("format", "xlsx")
    if wanted not in FORMATS:
        raise Http404
    return table_response("students", HEADER, template_rows(institution, timezone.localdate()), wanted)


@requires("people.see_import", import_by_key)
@require_GET
def student_import(request: HttpRequest, student_import: StudentImport) -> HttpResponse:
    """The import as it stands: its progress, its preview, or what came of it."""
    if student_import.state in {ImportState.READING, ImportState.STORING}:
        template = "talent/people/import_progress.html" if request.htmx else "talent/people/import_waiting.html"
        return render(request, template, {"import": student_import})
    if request.htmx:
        # The page that waited is done waiting.
        response = HttpResponse()
        response["HX-Redirect"] = reverse("student_import", kwargs={"key": student_import.key})
        return response
    context = {
        "import": student_import,
        "counts": [
            (verdict, label, student_import.counts.get(verdict, 0)) for verdict, label in RowVerdict.choices
        ],
        "good": sum(student_import.counts.get(verdict, 0) for verdict in (RowVerdict.NEW, RowVerdict.CHANGED)),
        "may_undo": may_undo(student_import),
        "encoding_form": EncodingForm(initial={"encoding": student_import.encoding}),
    }
    if student_import.state in ENDED_STATES:
        return render(request, "talent/people/import_ended.html", context)
    return ROWS.answer(request, student_import.rows.select_related("person"), "talent/people/import.html", context)


@requires("people.see_import", import_by_key)
@require_GET
def import_wrong_rows(request: HttpRequest, student_import: StudentImport) -> HttpResponse:
    if "header" not in student_import.counts:
        raise Http404
    wanted = request.GET.get("format", "csv")
    header, rows = wrong_rows(student_import)
    return table_response("students-to-correct", header, rows, wanted if wanted in FORMATS else "csv")


@requires("people.see_import", import_by_key)
@require_POST
def import_confirm(request: HttpRequest, student_import: StudentImport) -> HttpResponse:
    try:
        if sum(student_import.counts.get(verdict, 0) for verdict in (RowVerdict.NEW, RowVerdict.CHANGED)) == 0:
            raise Refused(_("No row of this file would change anything."))
        with transaction.atomic():
            confirm(student_import, request.user)
            background = student_import.total > AT_ONCE_ROWS
            if background:
                store_students.enqueue(student_import.key, request.user.pk)
        if not background:
            tell(request, store(student_import, request.user))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("student_import", key=student_import.key)


def tell(request: HttpRequest, student_import: StudentImport) -> None:
    if student_import.state == ImportState.STORED:
        messages.success(request, _("The students are stored."))


@requires("people.see_import", import_by_key)
@require_POST
def import_encoding(request: HttpRequest, student_import: StudentImport) -> HttpResponse:
    """Read the file again in the encoding that the person names."""
    form = EncodingForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                StudentImport.lifecycle.move(
                    student_import, ImportState.READING, by=request.user, encoding=form.cleaned_data["encoding"]
                )
                if not is_small(student_import.upload):
                    read_student_file.enqueue(student_import.key)
            if is_small(student_import.upload):
                read_file(student_import, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("student_import", key=student_import.key)


@requires("people.see_import", import_by_key)
@require_POST
def import_abandon(request: HttpRequest, student_import: StudentImport) -> HttpResponse:
    try:
        with transaction.atomic():
            StudentImport.lifecycle.move(student_import, ImportState.ABANDONED, by=request.user)
            student_import.rows.all().delete()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("student_import", key=student_import.key)
    messages.success(request, _("The file is put aside. Nothing of it was stored."))
    return redirect("students", key=student_import.institution.key)


@requires("people.see_import", import_by_key)
@require_http_methods(["GET", "POST"])
def import_undo(request: HttpRequest, student_import: StudentImport) -> HttpResponse:
    address = reverse("student_import", kwargs={"key": student_import.key})
    if request.method == "POST":
        try:
            undo(student_import, request.user)
            messages.success(request, _("The import is taken back: the students are as they were before."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(address)
    counts = student_import.counts
    return render(request, "pages/confirm.html", {
        "heading": _("Take this import back?"),
        "consequence": _(
            "%(new)s students that it brought are taken away, and %(changed)s get back what was stored before."
            " That is not possible once one of them was changed or nominated."
        ) % {"new": counts.get("new", 0), "changed": counts.get("changed", 0)},
        "submit": _("Take it back"),
        "cancel": address,
    })
