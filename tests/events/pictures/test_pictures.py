"""Pictures of editions: checked, bare of metadata, in several widths, kept for ever by their content."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.audit.lifecycle import Refused
from core.files.models import Upload
from events.pictures.keep import MOST_PICTURES, remove_picture
from events.pictures.models import Picture, Rendition
from events.pictures.page import pictures_of
from events.pictures.resize import WIDTHS, resize, widths_for
from events.programmes.models import EditionState
from tests.factories import make_edition, make_organiser, make_pdf, make_photograph, make_picture

pytestmark = pytest.mark.django_db
ALT = "Two students at a microscope"


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def client(signed_in, edition):
    return signed_in(make_organiser(edition.programme.institution))


def send(client: Client, edition, content: bytes, name: str = "lab.jpg", alt: str = ALT):
    file = SimpleUploadedFile(name, content)
    return client.post(f"/organise/editions/{edition.key}/pictures/", {"picture": file, "alt": alt})


def with_place() -> bytes:
    """A photograph that says where and by which camera it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of a child"
    exif.get_ifd(0x8825)[2] = (6.0, 12.0, 0.0)
    return make_photograph(1500, 1000, exif=exif)


def test_a_picture_stands_on_the_page_in_widths_to_choose_from(client, edition):
    assert send(client, edition, make_photograph(1500, 1000)).status_code == 302
    page = Client().get(f"/editions/{edition.slug}/").content.decode()
    [picture] = pictures_of(edition)
    assert [each.width for each in picture.widths] == [320, 640, 1280, 1500]
    assert f'srcset="{picture.srcset}"' in page
    assert f'alt="{ALT}"' in page
    assert 'sizes="' in page


def test_every_width_is_bare_of_where_and_by_what_it_was_taken(client, edition):
    content = with_place()
    assert b"Camera of a child" in content
    send(client, edition, content)
    for rendition in Rendition.objects.all():
        got = rendition.file.read()
        picture = Image.open(io.BytesIO(got))
        assert (picture.format, picture.size) == ("WEBP", (rendition.width, rendition.height))
        assert not picture.getexif()
        assert b"Camera" not in got
    assert b"Camera" not in Upload.objects.get().file.read()


@pytest.mark.parametrize(("content", "words"), [
    (make_pdf(), "a PDF document"), (b"<svg onload='x()'/>", "a picture"), (b"", "empty"),
    (b"\xff\xd8\xff" + b"0" * 50, "damaged"),
])
def test_what_is_no_picture_is_refused_and_the_words_are_kept(client, edition, content, words):
    answer = send(client, edition, content)
    assert words in answer.content.decode()
    assert ALT in answer.content.decode()
    assert not Picture.objects.exists()


@pytest.mark.parametrize("alt", ["", "   ", "lab"])
def test_without_words_for_who_cannot_see_it_a_picture_is_not_taken_but_held(client, edition, alt):
    answer = send(client, edition, make_photograph(), alt=alt)
    assert answer.status_code == 200
    assert b"picture-held" in answer.content
    assert not Picture.objects.exists()


def test_a_picture_is_kept_for_ever_under_the_digest_of_its_bytes(edition):
    make_picture(edition)
    address = pictures_of(edition)[0].widths[0].address
    answer = Client().get(address)
    assert answer["Content-Type"] == "image/webp"
    assert {"public", "immutable", "max-age=31536000"} <= set(answer["Cache-Control"].split(", "))
    again = Client().get(address, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert "immutable" in again["Cache-Control"]
    assert Client().get(f"/pictures/{'0' * 64}.webp").status_code == 404


def test_a_drafts_picture_is_for_those_who_see_the_draft_and_kept_by_nobody(client, edition, signed_in):
    make_picture(edition)
    type(edition).objects.filter(pk=edition.pk).update(state=EditionState.DRAFT)
    address = pictures_of(edition)[0].widths[0].address
    assert Client().get(address).status_code == 404
    assert signed_in(make_organiser()).get(address).status_code == 404
    assert "no-store" in client.get(address)["Cache-Control"]


def test_pictures_are_ordered_described_anew_and_removed_with_their_files(
    client, edition, django_capture_on_commit_callbacks
):
    first, second = make_picture(edition, "First picture"), make_picture(edition, "Second picture")
    client.post(f"/organise/pictures/{second.key}/earlier/")
    assert [each.alt for each in pictures_of(edition)] == ["Second picture", "First picture"]
    client.post(f"/organise/pictures/{first.key}/", {"alt": "A river at dawn"})
    assert [each.alt for each in pictures_of(edition)] == ["Second picture", "A river at dawn"]
    names = [each.file.name for each in first.upload.renditions.all()]
    assert b"A river at dawn" in client.get(f"/organise/pictures/{first.key}/remove/").content
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/organise/pictures/{first.key}/remove/")
    assert not Upload.objects.filter(pk=first.upload_id).exists()
    assert not any(default_storage.exists(name) for name in names)
    assert [each.alt for each in pictures_of(edition)] == ["Second picture"]


def test_a_file_that_another_edition_shows_too_stays(edition):
    picture = make_picture(edition)
    Picture.objects.create(edition=make_edition(), upload=picture.upload, alt=ALT)
    remove_picture(picture, "test")
    assert Upload.objects.filter(pk=picture.upload_id).exists()
    assert Rendition.objects.filter(upload=picture.upload_id).exists()


def test_there_are_not_too_many(edition):
    picture = make_picture(edition)
    Picture.objects.bulk_create(
        Picture(edition=edition, upload=picture.upload, alt=ALT) for _number in range(MOST_PICTURES - 1)
    )
    with pytest.raises(Refused, match="already"):
        make_picture(edition)


def test_more_pictures_need_no_more_queries(edition, django_assert_num_queries):
    for _number in range(3):
        make_picture(edition)
    with django_assert_num_queries(1):
        assert len(pictures_of(edition)) == 3


@given(st.integers(1, 20_000))
def test_widths_rise_are_never_enlarged_and_end_with_the_pictures_own_or_the_greatest(width):
    widths = widths_for(width)
    assert widths == sorted(set(widths))
    assert widths[-1] == min(width, WIDTHS[-1])
    assert set(widths[:-1]) <= set(WIDTHS)


@pytest.mark.parametrize("size", [(10, 10), (321, 5), (3000, 1200), (200, 3000)])
def test_a_picture_keeps_its_proportions(size):
    for each in resize(make_photograph(*size)):
        assert abs(each.height - size[1] * each.width / size[0]) <= 1


def test_a_transparent_picture_stays_transparent():
    out = io.BytesIO()
    Image.new("RGBA", (400, 300), (0, 0, 0, 0)).save(out, "PNG")
    assert Image.open(io.BytesIO(resize(out.getvalue())[0].content)).mode == "RGBA"
