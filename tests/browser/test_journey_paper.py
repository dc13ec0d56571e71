"""Journey 3 on paper: a guardian without email signs, and the school scans it in."""

import io
import re

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader

from core.audit.models import Reading
from talent.people.models import ConsentKind, ConsentRequest
from tests.factories import make_consent_request, make_coordinator, make_guardian, make_institution, make_person

pytestmark = pytest.mark.browser


def photograph():
    content = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(content, "JPEG")
    return {"name": "signed.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def test_a_school_prints_a_form_and_records_the_signed_paper(open_page, look):
    school = make_institution("ໂຮງຮຽນ ວຽງຈັນ", latin_name="Vientiane School")
    student = make_person(school, name="ບຸນມີ ສີສະຫວັດ", latin_name="Bounmy Sisavath")
    make_guardian(student, name="Nok Sisavath", email="", relationship="grandmother")
    make_guardian(student, name="Kham Sisavath", email="", relationship="father")
    request = make_consent_request(
        student, purpose="ASEAN+3 Science Camp 2026", required=[ConsentKind.TAKING_PART, ConsentKind.MEDICAL],
        optional=[ConsentKind.PHOTOGRAPHS],
    )
    page = open_page(make_coordinator(school))
    page.goto(reverse("school_consents", kwargs={"key": school.key}))
    look(page, "consents-of-school")
    page.get_by_role("link", name="ບຸນມີ").click()
    look(page, "consent-of-student")
    page.get_by_role("link", name=re.compile("Print the form.*Nok")).click()
    look(page, "consent-form")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_text("Needed to take part.").first).to_be_visible()
    assert len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages) == 1
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Back").click()

    page.get_by_role("link", name=re.compile("Record a signed paper.*Nok")).click()
    page.get_by_label("scanned or photographed").set_input_files(photograph())
    page.get_by_role("button", name="Record the paper").click()
    expect(page.get_by_text("at least one question")).to_be_visible()
    expect(page.get_by_text("signed.jpg").first).to_be_visible()
    look(page, "consent-paper")
    page.get_by_role("group", name="take part").get_by_label("Yes").check()
    page.get_by_role("group", name="doctor").get_by_label("Yes").check()
    page.get_by_role("group", name="pictures").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Record the paper").click()
    expect(page.get_by_text("is recorded")).to_be_visible()
    look(page, "consent-recorded")
    assert ConsentRequest.objects.get(pk=request.pk).standing == "given"
    page.get_by_role("link", name="Open the signed paper").first.click()
    page.wait_for_load_state()
    assert Reading.objects.count() == 1
