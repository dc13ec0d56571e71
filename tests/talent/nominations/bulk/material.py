"""A call with questions, a school with students, and what it brings: tables and archives."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

from core.files.export import xlsx_bytes
from core.files.models import UploadKind
from core.files.uploads import keep_upload
from talent.calls.models import Call, Question
from talent.institutions.models import Institution
from talent.nominations.bulk.columns import header_of
from talent.nominations.bulk.models import NominationImport
from talent.nominations.bulk.staging import read_import
from tests.factories import make_call, make_coordinator, make_guardian, make_pdf, make_person, make_question


def make_asking_call(**fields) -> Call:
    """A call with a long text, a choice, a number and a file, in this order."""
    call = make_call(nominations_per_institution=100, **fields)
    make_question(call, Question.Kind.LONG, label="Why this student?", maximum_length=200)
    make_question(call, Question.Kind.CHOICE, label="Field", choices=["Physics", "Biology"])
    make_question(call, Question.Kind.NUMBER, label="Hours a week", required=False)
    make_question(call, Question.Kind.FILE, label="Transcript of marks", required=False)
    return call


def make_class(school: Institution, names: Sequence[str]):
    """Students numbered from 1001, each with a guardian."""
    return [
        make_guardian(make_person(school, name=name, number=str(1001 + n))).person for n, name in enumerate(names)
    ]


def table(call: Call, *rows: Sequence[str], header: Sequence[str] | None = None) -> bytes:
    return xlsx_bytes(header or header_of(call, list(call.questions.all())), rows)


def archive(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def upload(name: str, content: bytes, kind: str, by):
    return keep_upload(SimpleUploadedFile(name, content), [kind], by)


def bring(call: Call, school: Institution, content: bytes | None = None, packed: bytes | None = None, by=None):
    """An import of the table and the archive, read into its preview."""
    by = by or make_coordinator(school)
    brought = NominationImport.objects.create(
        call=call, institution=school, by=by,
        upload=content and upload("class.xlsx", content, UploadKind.SPREADSHEET, by),
        archive=packed and upload("files.zip", packed, UploadKind.ARCHIVE, by),
    )
    return read_import(brought, by)


PDF = make_pdf()
