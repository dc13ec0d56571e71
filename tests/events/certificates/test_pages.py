"""The pages of certificates: public verification, sheets, the school's and the organiser's lists."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.certificates.models import Certificate, CertificateState
from events.certificates.revoke import revoke
from events.registration.models import RegistrationState
from tests.factories import (
    make_certificate,
    make_coordinator,
    make_edition,
    make_organiser,
    make_person,
    make_registration,
)

pytestmark = pytest.mark.django_db


def test_a_genuine_certificate_is_shown_by_its_code_without_the_name(client):
    certificate = make_certificate(make_registration(person=make_person(name="Secret Name")))
    page = client.get(f"/verify/{certificate.code}/").content.decode()
    assert "genuine" in page
    assert "LAO-7K4MP" in page
    assert "Secret Name" not in page
    sheet = client.get(f"/verify/{certificate.code}/sheet/").content.decode()
    assert "LAO-7K4MP" in sheet
    assert "Secret Name" not in sheet


def test_a_code_typed_without_hyphens_in_small_letters_is_found(client):
    certificate = make_certificate()
    typed = certificate.code.replace("-", " ").lower()
    answer = client.get("/verify/", {"code": typed}, follow=True)
    assert answer.redirect_chain == [(f"/verify/{certificate.code}/", 302)]
    answer = client.get(f"/verify/{certificate.code.lower()}/", follow=True)
    assert answer.redirect_chain == [(f"/verify/{certificate.code}/", 302)]
    assert "genuine" in answer.content.decode()


def test_a_code_that_is_not_whole_keeps_what_was_typed(client):
    page = client.get("/verify/", {"code": "7K4M-PX"}).content.decode()
    assert "not a whole code" in page
    assert 'value="7K4M-PX"' in page


def test_an_unknown_code_says_so(client):
    answer = client.get("/verify/2222-2222-2222/")
    assert answer.status_code == 404
    assert "No certificate has this code" in answer.content.decode()


def test_guessing_codes_is_stopped(client):
    statuses = [client.get(f"/verify/2222-2222-{number:04}/".replace("0", "2").replace("1", "3")).status_code
                for number in range(25)]
    assert statuses[:20] == [404] * 20
    assert statuses[-1] == 429


def test_a_revoked_certificate_says_so_and_not_why(client, user):
    certificate = make_certificate()
    revoke(certificate, user, "The reason is private")
    for page in ("", "sheet/"):
        text = client.get(f"/verify/{certificate.code}/{page}").content.decode()
        assert "evoked" in text
        assert "private" not in text


def test_a_school_sees_and_prints_its_own_students_certificates(signed_in):
    coordinator = make_coordinator()
    school = coordinator.memberships.get().institution
    own = make_certificate(make_registration(person=make_person(school, name="ສົມພອນ", latin_name="Somphone")))
    other = make_certificate()
    client = signed_in(coordinator)
    page = client.get("/certificates/").content.decode()
    assert own.code in page
    assert other.code not in page
    sheet = client.get(f"/certificates/{own.key}/sheet/").content.decode()
    assert "ສົມພອນ" in sheet
    assert "Somphone" in sheet
    assert client.get(f"/certificates/{own.key}/revoke/").status_code == 403
    assert client.get(f"/certificates/{other.key}/").status_code == 403


def test_an_organiser_issues_to_all_after_a_confirmation_and_sees_the_progress(signed_in, run_tasks):
    edition = make_edition()
    for _number in range(3):
        make_registration(edition)
    make_registration(edition, state=RegistrationState.WAITING_CONSENT)
    client = signed_in(make_organiser(edition.host))
    page = f"/organise/editions/{edition.key}/certificates/"
    assert b"3 people are confirmed" in client.get(f"{page}issue/").content
    client.post(f"{page}issue/")
    assert not Certificate.objects.exists()
    progress = client.get(f"{page}progress/").content.decode()
    assert "Being issued: 0 of 3" in progress
    client.post(f"{page}issue/")
    run_tasks()
    progress = client.get(f"{page}progress/").content.decode()
    assert "3 of 3 confirmed people" in progress
    assert "hx-get" not in progress
    assert Certificate.objects.count() == 3
    assert b"Everybody who is confirmed" in client.get(f"{page}issue/", follow=True).content
    assert Certificate.objects.first().code in client.get(page).content.decode()


def test_an_organiser_revokes_with_a_reason(signed_in):
    edition = make_edition()
    certificate = make_certificate(make_registration(edition))
    client = signed_in(make_organiser(edition.host))
    address = f"/certificates/{certificate.key}/"
    assert client.post(f"{address}revoke/", {"reason": ""}).status_code == 200
    client.post(f"{address}revoke/", {"reason": "Copied"})
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.REVOKED
    page = client.get(address).content.decode()
    assert "Copied" in page
    assert "revoke/" not in page


@pytest.mark.parametrize("page", ["", "progress/"])
def test_more_certificates_need_no_more_queries(signed_in, page):
    edition = make_edition()
    client = signed_in(make_organiser(edition.host))
    counts = []
    for size in (3, 9):
        for _number in range(size):
            make_certificate(make_registration(edition))
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/organise/editions/{edition.key}/certificates/{page}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
