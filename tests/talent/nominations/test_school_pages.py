"""A school's way through the pages: choose, fill in, submit, withdraw."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.audit.models import Reading
from core.files.models import Upload
from talent.calls.models import Question
from talent.nominations.models import Answer, Nomination, NominationState
from tests.factories import (
    answer_consent,
    make_call,
    make_coordinator,
    make_evidence,
    make_guardian,
    make_institution,
    make_member,
    make_nomination,
    make_organiser,
    make_pdf,
    make_person,
    make_question,
)

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def school(db):
    return make_institution()


@pytest.fixture
def client(school, signed_in):
    return signed_in(make_coordinator(school))


@pytest.fixture
def call(db):
    return make_call(grades=[9], nominations_per_institution=3)


@pytest.fixture
def why(call):
    return make_question(call, label="Why this student?", maximum_length=200)


def page(name: str, **kwargs) -> str:
    return reverse(name, kwargs=kwargs)


def part(name: str, call, school) -> str:
    return page(name, key=call.key, school=school.key)


def field(question: Question) -> str:
    return f"q-{question.key}"


def student_of(school, name="Noy", **fields):
    return make_guardian(make_person(school, name=name, **fields)).person


def test_a_school_sees_the_open_calls_of_its_country_with_what_is_left(client, school, call):
    make_nomination(call, student_of(school), NominationState.READY)
    make_nomination(call, student_of(school))
    make_call(title="For others", countries=["VN"])
    make_call(title="Long over", closes_at=timezone.now() - timedelta(hours=1))
    shown = client.get(page("school_calls")).content.decode()
    assert call.title in shown
    assert "1 / 3" in shown
    assert "For others" not in shown
    assert "Long over" not in shown


def test_an_earlier_call_stays_in_sight_of_a_school_that_nominated(client, school):
    over = make_call(title="Long over", closes_at=timezone.now() - timedelta(hours=1))
    make_nomination(over, student_of(school), NominationState.READY)
    assert "Long over" in client.get(page("school_calls")).content.decode()


def test_eligible_students_stand_first_and_each_other_has_its_reason(client, school, call):
    noy, too_young = student_of(school, "Noy"), student_of(school, "Kham", grade=8)
    taken = make_nomination(call, student_of(school, "Seng")).nominee
    gone = student_of(school, "Gone", left_on=timezone.now().date())
    elsewhere = student_of(make_institution(), "Elsewhere")
    answer = client.get(part("choose_nominees", call, school))
    assert [each.person for each in answer.context["can"]] == [noy]
    assert {each.person: each.reasons for each in answer.context["cannot"]} == {
        too_young: ("Grade 8; the call is for grades 9.",), taken: ("Already nominated: draft.",),
    }
    shown = answer.content.decode()
    assert gone.name not in shown
    assert elsewhere.name not in shown


def test_a_student_already_nominated_by_another_school_is_shown_so(client, school, call):
    moved = student_of(make_institution())
    make_nomination(call, moved)
    moved.institution = school
    moved.save()
    shown = client.get(part("choose_nominees", call, school))
    assert shown.context["cannot"][0].reasons == ("Already nominated by another school.",)


def test_several_ticked_students_become_drafts_at_once(client, school, call):
    students = [student_of(school, f"Student {n}") for n in range(30)]
    answer = client.post(part("choose_nominees", call, school), {"person": [each.key for each in students]})
    assert answer.headers["Location"] == part("school_call", call, school)
    assert Nomination.objects.filter(call=call, institution=school, state="draft").count() == 30


def test_what_cannot_be_nominated_is_refused_though_the_page_was_passed_by(client, school, call):
    wrong, elsewhere = student_of(school, grade=8), student_of(make_institution())
    answer = client.post(
        part("choose_nominees", call, school), {"person": [wrong.key, elsewhere.key, "none"]}, follow=True
    )
    assert not Nomination.objects.exists()
    assert "Grade 8" in answer.content.decode()


def test_a_closed_call_makes_no_drafts(client, school):
    over = make_call(closes_at=timezone.now() - timedelta(seconds=1))
    answer = client.post(part("choose_nominees", over, school), {"person": [student_of(school).key]}, follow=True)
    assert not Nomination.objects.exists()
    assert "has closed" in answer.content.decode()


def test_a_draft_is_saved_without_scripts_and_leads_to_the_next(client, school, call, why):
    first, second = (make_nomination(call, student_of(school, name)) for name in ("A", "B"))
    answer = client.post(
        page("fill_in", key=first.key), {field(why): "Curious.", "version": 0, "next": "yes"}
    )
    assert answer.headers["Location"] == page("fill_in", key=second.key)
    assert Answer.objects.get(nomination=first).text == "Curious."


def test_a_change_is_saved_as_it_is_typed_and_the_version_rises(client, school, call, why):
    draft = make_nomination(call, student_of(school))
    answer = client.post(page("fill_in", key=draft.key), {field(why): "Curious.", "version": 0}, **HTMX)
    assert 'name="version" id="version" value="1"' in answer.content.decode()
    assert "Nothing lacks" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.version == 1
    assert "Curious." in client.get(page("fill_in", key=draft.key)).content.decode()


def test_what_is_wrong_stays_typed_and_the_rest_is_saved(client, school, call, why):
    marks = make_question(call, Question.Kind.NUMBER, label="Average mark")
    draft = make_nomination(call, student_of(school))
    answer = client.post(
        page("fill_in", key=draft.key), {field(why): "Curious.", field(marks): "nine", "version": 0, "save": "yes"}
    )
    shown = answer.content.decode()
    assert 'value="nine"' in shown
    assert "Enter a number" in shown
    assert [(each.question, each.text) for each in draft.answers.all()] == [(why, "Curious.")]


def test_a_text_longer_than_asked_is_not_stored(client, school, call, why):
    draft = make_nomination(call, student_of(school))
    client.post(page("fill_in", key=draft.key), {field(why): "x" * 201, "version": 0, "save": "yes"})
    assert not draft.answers.exists()
    client.post(page("fill_in", key=draft.key), {field(why): "a\r\n" * 100, "version": 0, "save": "yes"})
    assert draft.answers.exists(), "a line break is one character, as the browser counts"


def test_a_choice_that_was_not_offered_is_not_stored(client, school, call):
    colour = make_question(call, Question.Kind.CHOICE, choices=["red", "green"])
    draft = make_nomination(call, student_of(school))
    client.post(page("fill_in", key=draft.key), {field(colour): "blue", "version": 0, "save": "yes"})
    assert not draft.answers.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_two_windows_never_overwrite_each_other_unseen(client, school, call, why, headers):
    draft = make_nomination(call, student_of(school))
    address = page("fill_in", key=draft.key)
    client.post(address, {field(why): "From the first window.", "version": 0}, **HTMX)
    answer = client.post(address, {field(why): "From the second.", "version": 0, "save": "yes"}, **headers)
    shown = answer.content.decode()
    assert answer.status_code == (200 if headers else 409)
    assert "From the first window." in shown
    assert "From the second." in shown
    assert draft.answers.get().text == "From the first window."
    client.post(address, {field(why): "From the second.", "version": 0, "over": 1}, **headers)
    assert draft.answers.get().text == "From the second."


def test_a_third_window_is_not_overwritten_by_an_answer_to_the_second(client, school, call, why):
    draft = make_nomination(call, student_of(school))
    address = page("fill_in", key=draft.key)
    for version, text in enumerate(["First.", "Third."]):
        client.post(address, {field(why): text, "version": version}, **HTMX)
    answer = client.post(address, {field(why): "Second.", "version": 0, "over": 1}, **HTMX)
    assert "Third." in answer.content.decode()
    assert draft.answers.get().text == "Third."


def test_saving_what_is_stored_already_is_no_conflict(client, school, call, why):
    draft = make_nomination(call, student_of(school))
    address = page("fill_in", key=draft.key)
    for _ in range(2):
        answer = client.post(address, {field(why): "Same.", "version": 0, "save": "yes"})
        assert answer.status_code == 302


def test_evidence_is_kept_though_another_answer_is_wrong(client, school, call):
    report = make_question(call, Question.Kind.FILE, label="School report")
    marks = make_question(call, Question.Kind.NUMBER)
    draft = make_nomination(call, student_of(school))
    answer = client.post(page("fill_in", key=draft.key), {
        field(report): SimpleUploadedFile("report.pdf", make_pdf()), field(marks): "nine", "version": 0, "save": "yes",
    })
    assert "report.pdf" in answer.content.decode()
    upload = draft.answers.get(question=report).upload
    assert upload.held_until is None


def test_a_file_that_is_not_what_it_says_is_refused_in_words(client, school, call):
    report = make_question(call, Question.Kind.FILE)
    draft = make_nomination(call, student_of(school))
    answer = client.post(page("fill_in", key=draft.key), {
        field(report): SimpleUploadedFile("photo.jpg", b"MZ this is a program"), "version": 0,
    }, **HTMX)
    assert "Saved, except" in answer.content.decode()
    assert not draft.answers.exists()


def test_a_replaced_file_is_erased_and_a_kept_one_stays(client, school, call):
    report = make_question(call, Question.Kind.FILE)
    draft = make_nomination(call, student_of(school))
    first = make_evidence(draft, report).upload
    address = page("fill_in", key=draft.key)
    client.post(address, {"version": 0, "save": "yes"})
    assert draft.answers.get().upload == first
    client.post(address, {field(report): SimpleUploadedFile("new.pdf", make_pdf(2)), "version": 0, "save": "yes"})
    assert draft.answers.get().upload.name == "new.pdf"
    assert not Upload.objects.filter(pk=first.pk).exists()


def test_a_submitted_nomination_is_not_changed_by_a_window_left_open(client, school, call, why):
    nomination = make_nomination(call, student_of(school), NominationState.READY)
    client.post(page("fill_in", key=nomination.key), {field(why): "Too late.", "version": 0, "save": "yes"})
    assert not nomination.answers.exists()


def test_common_answers_are_copied_to_drafts_that_have_none(client, school, call, why):
    source, empty, written = (make_nomination(call, student_of(school, name)) for name in "ABC")
    submitted = make_nomination(call, student_of(school, "D"), NominationState.READY)
    foreign = make_nomination(call, student_of(make_institution(), "E"))
    Answer.objects.create(nomination=source, question=why, text="Our club.")
    Answer.objects.create(nomination=written, question=why, text="Her own.")
    everybody = [each.key for each in (empty, written, submitted, foreign)]
    client.post(page("copy_answers", key=source.key), {"question": [why.key], "nomination": everybody})
    assert {a.nomination: a.text for a in Answer.objects.all()} == {
        source: "Our club.", empty: "Our club.", written: "Her own.",
    }
    empty.refresh_from_db()
    assert empty.version == 1
    client.post(
        page("copy_answers", key=source.key), {"question": [why.key], "nomination": everybody, "replace": "yes"}
    )
    assert written.answers.get().text == "Our club."


def test_the_table_says_what_each_draft_still_lacks(client, school, call, why):
    complete, lacking = (make_nomination(call, student_of(school, name)) for name in "AB")
    Answer.objects.create(nomination=complete, question=why, text="Curious.")
    rows = dict(client.get(part("school_call", call, school)).context["rows"])
    assert rows == {complete: [], lacking: ["An answer is missing: “Why this student?”."]}


def test_submitting_names_who_and_asks_once_more(client, school, call, why, outbox):
    drafts = [make_nomination(call, student_of(school, name)) for name in ("Noy", "Kham", "Seng")]
    for draft in drafts[:2]:
        Answer.objects.create(nomination=draft, question=why, text="Curious.")
    address, keys = part("submit_nominations", call, school), [each.key for each in drafts]
    asked = client.post(address, {"nomination": keys}).content.decode()
    assert asked.index("Noy") < asked.index("Seng")
    assert "An answer is missing" in asked
    assert not Nomination.objects.exclude(state="draft").exists()
    client.post(address, {"nomination": keys, "confirmed": "yes"})
    states = dict(Nomination.objects.values_list("nominee__name", "state"))
    assert states == {"Noy": "submitted", "Kham": "submitted", "Seng": "draft"}
    assert len(outbox()) == 2


def test_of_more_than_the_allowance_the_first_are_submitted_and_the_rest_told_why(client, school, call):
    drafts = [make_nomination(call, student_of(school, name)) for name in "ABCDE"]
    address, keys = part("submit_nominations", call, school), [each.key for each in drafts]
    assert "2 of these will be refused" in client.post(address, {"nomination": keys}).content.decode()
    answer = client.post(address, {"nomination": keys, "confirmed": "yes"}, follow=True)
    assert Nomination.objects.counted().count() == 3
    assert answer.content.decode().count("used its allowance of 3") == 2


def test_a_teacher_prepares_but_does_not_submit(school, call, signed_in):
    teacher = signed_in(make_member(school))
    draft = make_nomination(call, student_of(school))
    assert teacher.get(page("fill_in", key=draft.key)).status_code == 200
    assert teacher.post(
        part("submit_nominations", call, school), {"nomination": [draft.key], "confirmed": "yes"}
    ).status_code == 403


def test_a_refused_consent_is_said_plainly(client, school, call):
    nomination = make_nomination(call, student_of(school))
    client.post(part("submit_nominations", call, school), {"nomination": [nomination.key], "confirmed": "yes"})
    nomination.refresh_from_db()
    nomination.consent.standing = "refused"
    nomination.consent.save()
    assert "Consent is refused" in client.get(page("nomination", key=nomination.key)).content.decode()
    assert "Consent is refused" in client.get(part("school_call", call, school)).content.decode()


def test_the_page_says_of_each_guardian_what_was_answered_and_leads_to_the_paper(client, school, call, signed_in):
    student = student_of(school)
    mother = student.guardians.get()
    make_guardian(student, email="", name="Father without email")
    nomination = make_nomination(call, student)
    client.post(part("submit_nominations", call, school), {"nomination": [nomination.key], "confirmed": "yes"})
    nomination.refresh_from_db()
    answer_consent(nomination.consent, guardian=mother)
    address = page("nomination", key=nomination.key)
    shown = client.get(address).content.decode()
    assert f"{mother}: given" in shown
    assert "Father without email: has no email, signs on paper" in shown
    assert page("school_consent", key=nomination.consent.key) in shown
    organisers = signed_in(make_organiser(call.institution)).get(address).content.decode()
    assert "ready for the panel" in organisers
    assert mother.name not in organisers, "guardians' names are the school's"


def test_withdrawing_asks_for_a_reason_and_tells_what_follows(client, school, call):
    nomination = make_nomination(call, student_of(school), NominationState.READY)
    address = page("withdraw_nomination", key=nomination.key)
    client.post(address, {"reason": " "})
    nomination.refresh_from_db()
    assert nomination.state == NominationState.READY
    client.post(address, {"reason": "Moves abroad"})
    nomination.refresh_from_db()
    assert nomination.state == NominationState.WITHDRAWN
    assert "Moves abroad" in client.get(page("nomination", key=nomination.key)).content.decode()


def test_each_reading_of_evidence_is_logged(client, school, call):
    answer = make_evidence(make_nomination(call, student_of(school)))
    response = client.get(page("evidence", key=answer.nomination.key, question=answer.question.key))
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("attachment")
    assert Reading.objects.get().what == "evidence"


def test_a_part_of_a_page_asked_for_after_signing_out_is_not_the_sign_in_page(client, school, call, why):
    draft = make_nomination(call, student_of(school))
    client.logout()
    answer = client.post(page("fill_in", key=draft.key), {field(why): "Curious.", "version": 0}, **HTMX)
    assert answer.status_code == 401
    assert answer.content == b""


@pytest.mark.parametrize("name", ["school_call", "choose_nominees"])
def test_a_schools_pages_take_no_more_queries_for_more_students(
    client, school, call, why, name, django_assert_max_num_queries
):
    def fill(n: int) -> None:
        for _ in range(n):
            student_of(school)
            make_evidence(make_nomination(call, student_of(school)), report)

    report = make_question(call, Question.Kind.FILE)
    for n in (2, 12):
        fill(n)
        with django_assert_max_num_queries(22):
            client.get(part(name, call, school))
