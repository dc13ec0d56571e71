"""Blind review: nothing that is hidden stands on any page, in any file's name or in any mail to a reviewer."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from core.files.models import UploadKind
from core.files.uploads import keep_upload
from talent.calls.models import CallState, HiddenFromPanel, Question
from talent.nominations.models import Answer, NominationState
from talent.recommendations.models import Recommendation, RecommendationState
from talent.reviews import reviewing
from talent.reviews.models import ReviewState
from tests.factories import (
    make_call,
    make_criterion,
    make_institution,
    make_nomination,
    make_organiser,
    make_panellist,
    make_pdf,
    make_person,
    make_question,
    make_review,
)

pytestmark = pytest.mark.django_db

TELLING = ["ບຸນມີ", "Bounmy", "Sisavath", "Chanthabouly", "passport"]


def picture(name):
    from io import BytesIO

    out = BytesIO()
    Image.new("RGB", (4, 4)).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


@pytest.fixture
def blind():
    """A call that hides everything, and one nomination under review that is full of what may tell."""
    call = make_call(
        state=CallState.REVIEWING, hidden_from_panel=HiddenFromPanel.values, recommendations_asked=1, title="Camp",
    )
    make_criterion(call, maximum=5)
    school = make_institution("Lycée Chanthabouly", country="LA")
    nominee = make_person(school, name="ບຸນມີ ສີສະຫວັດ", latin_name="Bounmy Sisavath", gender="f")
    nomination = make_nomination(call, nominee, NominationState.READY)
    for file, kind in (
        (SimpleUploadedFile("passport Bounmy.pdf", make_pdf()), UploadKind.DOCUMENT),
        (picture("Bounmy.jpg"), UploadKind.PICTURE),
    ):
        question = make_question(call, Question.Kind.FILE)
        Answer.objects.create(nomination=nomination, question=question, upload=keep_upload(file, [kind], None))
    letter = make_question(call, label="Letter of the school", hidden_from_panel=True)
    Answer.objects.create(nomination=nomination, question=letter, text="Our Bounmy is the best of Chanthabouly.")
    Recommendation.objects.create(
        nomination=nomination, name="Aunt Sisavath", email="aunt@example.org", text="Very able.",
        state=RecommendationState.GIVEN, given_at=timezone.now(), handed_in="Very able.",
    )
    return make_review(nomination, make_panellist(call))


def refuse_telling(content):
    assert [each for each in TELLING if each in content] == []


def test_no_page_of_a_reviewer_tells_who_it_is(blind, signed_in):
    own = signed_in(blind.panellist.user)
    base = f"/reviews/{blind.key}/"
    for address in ("/", "/reviews/", "/reviews/?sort=nominee", base, base + "stand-aside/",
                    f"/panellists/{blind.panellist.key}/"):
        page = own.get(address).content.decode()
        refuse_telling(page)
    page = own.get(base).content.decode()
    assert blind.nomination.panel_number in re.search("<title>(.*?)</title>", page, re.DOTALL).group(1)
    assert page.count("hidden from reviewers") == 2
    assert "Very able." in page


def test_what_a_reviewer_is_told_after_each_act_tells_nothing(blind, signed_in):
    own = signed_in(blind.panellist.user)
    criterion = blind.nomination.call.criteria.get()
    page = own.post(f"/reviews/{blind.key}/submit/", {f"points-{criterion.key}": "4"}, follow=True).content.decode()
    assert f"Your review of {blind.nomination.panel_number} is submitted" in page
    refuse_telling(page)
    refuse_telling(own.get(f"/reviews/{blind.key}/").content.decode())


def test_looking_for_a_hidden_name_finds_nothing(blind, signed_in):
    own = signed_in(blind.panellist.user)
    assert own.get("/reviews/?q=Bounmy").context["page"].rows == []
    assert [row for row, _cells in own.get("/reviews/?q=Camp").context["page"].rows] == [blind]


def test_a_file_is_served_under_a_neutral_name_and_hidden_ones_not_at_all(blind, signed_in):
    own = signed_in(blind.panellist.user)
    document, photograph, letter = blind.nomination.call.questions.all()
    served = own.get(f"/reviews/{blind.key}/evidence/{document.key}/")
    assert served.status_code == 200
    assert "evidence-1.pdf" in served["Content-Disposition"]
    refuse_telling(served["Content-Disposition"])
    for hidden in (photograph, letter):
        assert own.get(f"/reviews/{blind.key}/evidence/{hidden.key}/").status_code == 404
    other_way = f"/nominations/{blind.nomination.key}/evidence/{document.key}/"
    assert own.get(other_way).status_code == 403


def test_mails_to_reviewers_tell_nothing(blind, outbox):
    reviewing.begin_with_panel(blind.nomination.call)
    assert outbox()
    for message in outbox():
        refuse_telling(message.subject + message.body)


def test_only_what_the_call_hides_is_hidden(blind, signed_in):
    call = blind.nomination.call
    call.hidden_from_panel = [HiddenFromPanel.SCHOOL]
    call.save()
    page = signed_in(blind.panellist.user).get(f"/reviews/{blind.key}/").content.decode()
    assert "Bounmy Sisavath" in page
    assert "Lycée Chanthabouly" not in page
    assert "Laos" in page


def test_without_anything_hidden_files_keep_their_names(blind, signed_in):
    call = blind.nomination.call
    call.hidden_from_panel = []
    call.save()
    page = signed_in(blind.panellist.user).get(f"/reviews/{blind.key}/").content.decode()
    assert "passport Bounmy.pdf" in page
    assert "Aunt Sisavath" in page


def test_the_chair_sees_numbers_until_the_reviews_are_closed_and_the_organiser_names(blind, signed_in):
    call = blind.nomination.call
    chair = make_panellist(call, is_chair=True)
    page = signed_in(chair.user).get(f"/calls/{call.key}/reviewing/").content.decode()
    refuse_telling(page)
    assert blind.nomination.panel_number in page
    page = signed_in(make_organiser(call.institution)).get(f"/calls/{call.key}/reviewing/").content.decode()
    assert "ບຸນມີ" in page
    assert blind.nomination.panel_number in page


def test_who_stood_aside_reads_no_further(blind, signed_in):
    reviewing.stand_aside(blind, blind.panellist.user, "I guess who it is.")
    own = signed_in(blind.panellist.user)
    document = blind.nomination.call.questions.first()
    assert "Very able." not in own.get(f"/reviews/{blind.key}/").content.decode()
    assert own.get(f"/reviews/{blind.key}/evidence/{document.key}/").status_code == 404
    blind.refresh_from_db()
    assert blind.state == ReviewState.RECUSED


def test_schools_are_told_beforehand_what_to_leave_out(blind, client):
    page = client.get(f"/calls/{blind.nomination.call.key}/").content.decode()
    assert "Reviewers do not see: name, school, country, gender, photographs." in page
