import datetime
import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.files.fields import CheckedFileField, held_token
from core.files.models import Upload, UploadKind
from tests.core.files.material import pdf, picture
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.files.urls")]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def paper(name="letter.pdf", content=None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf())


def hidden(response, name: str) -> str:
    return BeautifulSoup(response.content, "html.parser").find("input", {"name": f"{name}-held"})["value"]


def test_a_file_outlives_a_form_refused_for_another_reason(user, signed_in):
    client = signed_in(user)
    first = client.post("/evidence", {"title": "", "paper": paper()})
    page = first.content.decode()
    assert "letter.pdf" in page
    assert "Something needs correcting" in page
    second = client.post("/evidence", {"title": "x", "paper-held": hidden(first, "paper")})
    assert second.content.decode() == "letter.pdf|"
    assert Upload.objects.count() == 1


def test_the_page_has_a_label_a_chooser_and_nothing_inline(user, signed_in):
    page = BeautifulSoup(signed_in(user).get("/evidence").content, "html.parser")
    chooser = page.find("input", {"name": "paper"})
    assert page.find("label", {"for": chooser["id"]})
    assert ".pdf" in chooser["accept"]
    assert "A picture (JPEG, PNG or WebP) or a PDF, at most 20 MB." in page.get_text()
    assert page.find("form", enctype="multipart/form-data")
    assert not page.find(style=True)
    assert not [script for script in page.find_all("script") if not script.get("src")]


def test_a_refused_file_says_why_and_leaves_the_one_held_before(user, signed_in):
    client = signed_in(user)
    first = client.post("/evidence", {"title": "", "paper": paper()})
    second = client.post("/evidence", {
        "title": "x", "paper-held": hidden(first, "paper"), "paper": paper("x.exe", b"MZ\x90\x00" + bytes(99)),
    })
    assert "Windows Executable" in second.content.decode()
    third = client.post("/evidence", {"title": "x", "paper-held": hidden(second, "paper")})
    assert third.content.decode() == "letter.pdf|"


def test_a_new_file_takes_the_held_ones_place(user, signed_in):
    client = signed_in(user)
    first = client.post("/evidence", {"title": "", "paper": paper()})
    second = client.post("/evidence", {
        "title": "x", "paper-held": hidden(first, "paper"), "paper": paper("better.pdf"),
    })
    assert second.content.decode() == "better.pdf|"


def test_a_held_file_may_be_taken_away_where_none_is_required(user, signed_in):
    client = signed_in(user)
    first = client.post("/evidence", {"title": "", "paper": paper(), "extra": paper("face.png", picture("PNG"))})
    held = {"title": "x", "paper-held": hidden(first, "paper"), "extra-held": hidden(first, "extra")}
    assert client.post("/evidence", held).content.decode() == "letter.pdf|face.png"
    assert client.post("/evidence", held | {"extra-removed": "yes"}).content.decode() == "letter.pdf|"
    assert b"paper-removed" not in first.content


def test_a_file_is_required_where_it_is(user, signed_in):
    assert b"Choose a file." in signed_in(user).post("/evidence", {"title": "x"}).content


def test_what_one_person_holds_no_other_can_send_in(user, signed_in):
    first = signed_in(user).post("/evidence", {"title": "", "paper": paper()})
    stranger = signed_in(make_user()).post("/evidence", {"title": "x", "paper-held": hidden(first, "paper")})
    assert b"Choose it again" in stranger.content


def test_a_made_up_or_lapsed_token_is_refused_in_words(user, signed_in):
    client = signed_in(user)
    assert b"Choose it again" in client.post("/evidence", {"title": "x", "paper-held": "made:up"}).content
    first = client.post("/evidence", {"title": "", "paper": paper()})
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        form = evidence_form({"title": "x", "paper-held": hidden(first, "paper")}, by=user)
        assert form.errors["paper"] == ["The file was uploaded too long ago. Choose it again."]


def test_a_token_of_one_kind_of_file_does_not_serve_a_field_of_another(user, signed_in):
    client = signed_in(user)
    first = client.post("/evidence", {"title": "", "paper": paper()})
    form = evidence_form({"title": "x", "extra-held": hidden(first, "paper")}, by=user)
    assert "extra" in form.errors


def evidence_form(data, by, **options):
    from tests.core.files.urls import EvidenceForm

    form = EvidenceForm(data, **options)
    form.fields["paper"].by = form.fields["extra"].by = by
    return form


def test_what_is_stored_already_stays_unless_replaced(user):
    class StoredForm(forms.Form):
        paper = CheckedFileField(kinds=[UploadKind.DOCUMENT], by=user)

    first = StoredForm({}, {"paper": paper()})
    assert first.is_valid()
    upload = first.cleaned_data["paper"]
    for initial in (upload, upload.pk):
        again = StoredForm({}, initial={"paper": initial})
        assert again.is_valid()
        assert again.cleaned_data["paper"] == upload
        assert not again.has_changed()
        assert "letter.pdf" in StoredForm(initial={"paper": initial}).as_p()
    assert held_token(upload)


def test_a_200_megabyte_upload_is_counted_not_kept(user, signed_in, settings, tmp_path):
    settings.UPLOAD_LIMIT_MB = 3
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    from core.files.incoming import LimitedTemporaryFileUploadHandler

    handler = LimitedTemporaryFileUploadHandler()
    handler.new_file("paper", "big.pdf", "application/pdf", None)
    for start in range(0, 200 * 2**20, 2**20):
        handler.receive_data_chunk(b"x" * 2**20, start)
    file = handler.file_complete(200 * 2**20)
    assert file.size == 200 * 2**20
    assert file.file.seek(0, 2) <= 4 * 2**20
    answer = signed_in(user).post("/evidence", {"title": "x", "paper": SimpleUploadedFile("b.pdf", b"x" * 5 * 2**20)})
    assert "The file is larger than 3 MB." in re.sub(r"\s+", " ", answer.content.decode())
