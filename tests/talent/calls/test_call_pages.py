"""An organiser makes, publishes and changes a call through pages; everybody reads it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from core.audit.models import Entry
from talent.calls.copy_call import moment_next_year
from talent.calls.models import Call, CallState, Question
from talent.institutions.models import Institution
from talent.nominations.models import Answer, NominationState
from tests.factories import (
    make_call,
    make_criterion,
    make_evidence,
    make_institution,
    make_nomination,
    make_organiser,
    make_person,
    make_question,
)

HTMX = {"HTTP_HX_REQUEST": "true"}
WHEN = {
    "title": "Science camp", "summary": "A week of science.", "description": "", "zone": "Asia/Bangkok",
    "opens_at": "2030-03-01T09:00", "closes_at": "2030-04-01T17:00", "reviews_close_at": "2030-04-20T17:00",
}


@pytest.fixture
def host(db):
    return make_institution(kind=Institution.Kind.UNIVERSITY, country="TH")


@pytest.fixture
def client(host, signed_in):
    return signed_in(make_organiser(host))


@pytest.fixture
def call(host):
    """A draft that lacks nothing."""
    call = make_call(host, state=CallState.DRAFT)
    make_criterion(call)
    return call


def page(name: str, record: Call | Question) -> str:
    return reverse(name, kwargs={"key": record.key})


def made(client, host, **changes) -> Call:
    client.post(reverse("new_call"), {**WHEN, "institution": host.pk, **changes})
    return Call.objects.get(title="Science camp")


def test_moments_are_typed_in_the_calls_zone_and_stored_in_utc(client, host):
    call = made(client, host)
    assert call.closes_at == datetime(2030, 4, 1, 10, 0, tzinfo=UTC)
    assert call.state == CallState.DRAFT
    assert "2030-04-01T17:00" in client.get(page("call_when", call)).content.decode()


def test_a_call_cannot_close_before_it_opens(client, host):
    answer = client.post(reverse("new_call"), {**WHEN, "institution": host.pk, "closes_at": "2030-02-01T17:00"})
    assert "It closes before it opens" in answer.content.decode()
    assert "Science camp" in answer.content.decode(), "what was typed is kept"
    assert not Call.objects.exists()


def test_an_organiser_makes_calls_for_their_own_institution_only(client, db):
    elsewhere = make_institution(kind=Institution.Kind.UNIVERSITY)
    client.post(reverse("new_call"), {**WHEN, "institution": elsewhere.pk})
    assert not Call.objects.exists()


def test_a_call_is_built_step_by_step_and_published(client, host):
    call = made(client, host)
    client.post(page("call_who", call), {
        "nominee_role": "student", "age_on": "2030-09-01", "minimum_age": "14", "maximum_age": "17",
        "grades": ["9", "10"], "countries": ["LA", "TH"],
    })
    client.post(page("new_question", call), {"kind": "long", "label": "Why?", "required": "on"})
    client.post(page("new_question", call), {"kind": "file", "label": "Report", "required": "on", "another": "yes"})
    assert "empty" in client.post(page("publish_call", call), follow=True).content.decode(), "the rubric lacks"
    client.post(page("new_criterion", call), {
        "label": "Curiosity", "maximum": "5", "weight": "2", "level-0": "none", "level-3": " ",
        "level-5": "asks what nobody asked",
    })
    client.post(page("call_consents", call), {"taking_part": "required", "photographs": "optional"})
    client.post(page("call_places", call), {"nominations_per_institution": 3, "places": 24, "offer_days": 7})
    client.post(page("change_quotas", call), {"quota-attribute": "country", "quota-maximum": "4"})
    assert "Nothing lacks" in client.get(page("call_preview", call)).content.decode()
    client.post(page("publish_call", call))
    call.refresh_from_db()
    assert call.state == CallState.PUBLISHED
    assert call.grades == [9, 10]
    assert call.countries == ["LA", "TH"]
    assert call.consents_optional == ["photographs"]
    assert call.criteria.get().descriptors == {"0": "none", "5": "asks what nobody asked"}
    assert [question.label for question in call.questions.all()] == ["Why?", "Report"]
    assert call.quotas.get().maximum == 4
    assert "Report" in client.get(page("call_page", call)).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"summary": " "}, "Say in short"),
        ({"closes_at": datetime(2020, 1, 2, tzinfo=UTC), "opens_at": datetime(2020, 1, 1, tzinfo=UTC)}, "has passed"),
        ({"reviews_close_at": datetime(2020, 1, 1, tzinfo=UTC)}, "Reviews are due before the call closes"),
        ({"minimum_age": 14}, "the day on which they are counted"),
        ({"minimum_age": 15, "maximum_age": 14, "age_on": "2030-01-01"}, "nobody could be nominated"),
        ({"consents_required": []}, "requires the consent to taking part"),
    ],
)
def test_publishing_names_what_lacks(client, call, change, words):
    Call.objects.filter(pk=call.pk).update(**change)
    assert words in client.post(page("publish_call", call), follow=True).content.decode()
    call.refresh_from_db()
    assert call.state == CallState.DRAFT


def test_a_rubric_without_weight_and_a_host_nobody_is_asked_about_are_named(client, call, host):
    call.criteria.update(weight=0)
    call.hosts.add(host)
    call.quotas.create(attribute="gender", minimum=21)
    shown = client.get(page("call_preview", call)).content.decode()
    assert "all scores would be equal" in shown
    assert "whether data may be shared" in shown
    assert "more nominees than there are places" in shown


def test_quotas_that_contradict_the_places_are_named(client, call):
    for country in ("LA", "TH", "VN"):
        call.quotas.create(attribute="country", value=country, minimum=8)
    assert "Together the quotas ask for more" in client.get(page("call_preview", call)).content.decode()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [({"attribute": "country", "value": "laos", "minimum": 1}, "LA"),
     ({"attribute": "gender", "value": "Female", "minimum": 1}, "f"),
     ({"attribute": "rural", "value": "yes", "minimum": 1}, "yes")],
)
def test_a_quotas_value_is_stored_as_the_selection_knows_it(client, call, typed, stored):
    client.post(page("change_quotas", call), {f"quota-{name}": value for name, value in typed.items()})
    assert call.quotas.get().value == stored


@pytest.mark.parametrize(
    "typed",
    [{"attribute": "country", "value": "Atlantis", "minimum": 1}, {"attribute": "country"},
     {"attribute": "country", "minimum": 5, "maximum": 4}, {"attribute": "institution", "value": "x", "maximum": 1}],
)
def test_a_quota_that_means_nothing_is_refused_and_stays_typed(client, call, typed):
    answer = client.post(page("change_quotas", call), {f"quota-{name}": value for name, value in typed.items()})
    assert answer.status_code == 200
    assert "needs correcting" in answer.content.decode()
    assert not call.quotas.exists()


def test_questions_are_put_in_order_with_and_without_scripts(client, call):
    first, second = make_question(call, label="First"), make_question(call, label="Second")
    client.post(page("move_question", second), {"to": "up"})
    assert list(call.questions.all()) == [second, first]
    answer = client.post(page("move_question", second), {"to": "down"}, **HTMX)
    assert list(call.questions.all()) == [first, second]
    assert "<html" not in answer.content.decode()
    client.post(page("move_question", second), {"to": "down"})
    assert list(call.questions.all()) == [first, second]


def test_the_school_s_view_follows_what_is_typed_and_nothing_is_stored(client, call):
    shown = client.post(page("call_when", call), {**WHEN, "title": "x", "summary": "Now typed."}, **HTMX)
    assert "Now typed." in shown.content.decode()
    call.refresh_from_db()
    assert call.summary != "Now typed."
    shown = client.post(page("new_question", call), {"kind": "choice", "label": "Which?", "choices": "a\nb"}, **HTMX)
    assert "Which?" in shown.content.decode()
    assert not call.questions.exists()


def test_a_choice_needs_two_choices(client, call):
    answer = client.post(page("new_question", call), {"kind": "choice", "label": "Which?", "choices": "one\none"})
    assert "at least two choices" in answer.content.decode()


def test_each_score_has_a_field_for_what_it_means_and_none_above_the_highest(client, call):
    client.post(page("new_criterion", call), {
        "label": "X", "maximum": 3, "weight": 1, "level-0": "none", "level-3": "much", "level-4": "beyond",
    })
    criterion = call.criteria.get(label="X")
    assert criterion.descriptors == {"0": "none", "3": "much"}
    shown = client.get(page("edit_criterion", criterion)).content.decode()
    assert [f'name="level-{level}"' in shown for level in range(5)] == [True, True, True, True, False]


def test_a_criterion_is_shown_as_it_will_be_read_while_its_levels_are_typed(client, call):
    typed = {"label": "Courage", "maximum": 2, "weight": 1, "level-2": "goes first", "levels_shown": "6"}
    seen = client.post(page("new_criterion", call), typed, **HTMX).content.decode()
    assert "goes first" in seen
    assert 'name="level-2"' in seen, "the fields follow the highest score"
    assert 'name="level-3"' not in seen
    typed["levels_shown"] = "3"
    assert 'name="level-2"' not in client.post(page("new_criterion", call), typed, **HTMX).content.decode()


def submitted_to(call: Call) -> None:
    call.state = CallState.PUBLISHED
    call.save()
    make_nomination(call, state=NominationState.READY)


def test_after_the_first_submission_what_was_asked_stays(client, call):
    question, criterion = make_question(call, label="Why?"), call.criteria.get()
    submitted_to(call)
    asked = {"kind": "long", "label": "Why?", "required": "on", "help_text": ""}
    for change in ({"kind": "short"}, {"label": "Why not?"}, {"required": ""}, {"maximum_length": "10"}):
        answer = client.post(page("edit_question", question), {**asked, **change})
        assert "takes a new version" in answer.content.decode()
    client.post(page("remove_question", question))
    client.post(page("remove_criterion", criterion))
    client.post(page("edit_criterion", criterion), {"label": "Other", "maximum": 5, "weight": 1})
    client.post(page("new_criterion", call), {"label": "More", "maximum": 5, "weight": 1})
    client.post(page("call_consents", call), {"taking_part": "optional"})
    client.post(page("call_who", call), {"nominee_role": "teacher", "grades": ["1"]})
    call.refresh_from_db()
    assert [(q.kind, q.label, q.required) for q in call.questions.all()] == [("long", "Why?", True)]
    assert [c.label for c in call.criteria.all()] == [criterion.label]
    assert (call.nominee_role, call.grades, call.consents_required) == ("student", [], ["taking_part"])


def test_an_explanation_may_still_be_made_clearer_and_the_old_one_is_kept(client, call):
    question = make_question(call, label="Why?", help_text="Before.")
    submitted_to(call)
    client.post(page("edit_question", question), {
        "kind": "long", "label": "Why?", "required": "on", "help_text": "After.",
    })
    question.refresh_from_db()
    assert question.help_text == "After."
    assert Entry.objects.about(call).get(act="question explained anew").detail["before"] == "Before."


def test_a_later_question_can_be_asked_but_not_required(client, call):
    submitted_to(call)
    answer = client.post(page("new_question", call), {"kind": "long", "label": "Also?", "required": "on"})
    assert "cannot be required" in answer.content.decode()
    client.post(page("new_question", call), {"kind": "long", "label": "Also?"})
    assert call.questions.get().required is False


def test_a_question_that_drafts_answer_keeps_its_kind_and_is_removed_with_a_warning(client, call):
    answer = make_evidence(make_nomination(call))
    refused = client.post(page("edit_question", answer.question), {"kind": "long", "label": "x", "required": "on"})
    assert "answers this question already" in refused.content.decode()
    assert "1 draft has answered" in client.get(page("remove_question", answer.question)).content.decode()
    client.post(page("remove_question", answer.question))
    assert not Answer.objects.exists()


def test_saving_a_step_never_moves_a_call_that_was_published_meanwhile(client, call, host):
    from talent.calls.views import steps

    class Form:
        fields = ["summary"]
        changed_data = ["summary"]

        def save(self, commit):
            stale = Call.objects.get(pk=call.pk)
            Call.objects.filter(pk=call.pk).update(state=CallState.PUBLISHED)
            stale.summary = "New"
            return stale

    steps.store_fields(Form(), make_organiser(host))
    call.refresh_from_db()
    assert (call.state, call.summary) == (CallState.PUBLISHED, "New")


def test_a_published_call_goes_back_only_while_nothing_was_submitted(client, call):
    client.post(page("publish_call", call))
    client.post(page("unpublish_call", call), {"reason": ""})
    call.refresh_from_db()
    assert call.state == CallState.DRAFT
    submitted_to(call)
    assert "can be closed" in client.post(page("unpublish_call", call), {}, follow=True).content.decode()
    client.post(page("close_call", call), {"reason": "All are in"})
    call.refresh_from_db()
    assert call.state == CallState.REVIEWING
    client.post(page("reopen_call", call), {"reason": "One more week"})
    call.refresh_from_db()
    assert call.state == CallState.PUBLISHED


def test_a_call_past_its_closing_moment_is_not_reopened(client, call):
    now = timezone.now()
    Call.objects.filter(pk=call.pk).update(
        state=CallState.REVIEWING, opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1)
    )
    answer = client.post(page("reopen_call", call), {"reason": "One more week"}, follow=True)
    assert "later closing moment" in answer.content.decode()


def test_a_copy_has_everything_a_year_later_and_no_nominations(client, host):
    call = made(client, host)
    make_question(call, Question.Kind.CHOICE, label="Which?")
    make_criterion(call, label="Curiosity")
    call.quotas.create(attribute="country", maximum=3)
    call.hosts.add(host)
    make_nomination(call)
    client.post(page("copy_call", call))
    copy = Call.objects.exclude(pk=call.pk).get()
    assert copy.closes_at == datetime(2031, 4, 1, 10, 0, tzinfo=UTC)
    assert copy.key != call.key
    assert [q.label for q in copy.questions.all()] == ["Which?"]
    assert [c.label for c in copy.criteria.all()] == ["Curiosity"]
    assert copy.quotas.get().maximum == 3
    assert list(copy.hosts.all()) == [host]
    assert not copy.nominations.exists()
    assert call.questions.count() == call.criteria.count() == call.quotas.count() == 1


@pytest.mark.parametrize(
    ("moment", "zone", "later"),
    [
        (datetime(2028, 2, 29, 10, tzinfo=UTC), "UTC", datetime(2029, 2, 28, 10, tzinfo=UTC)),
        # The clocks in Berlin go forward on 26 March 2028 and on 25 March 2029: noon stays noon.
        (datetime(2028, 3, 25, 11, tzinfo=UTC), "Europe/Berlin", datetime(2029, 3, 25, 10, tzinfo=UTC)),
        # Late on 28 February in UTC it is the leap day already in Bangkok.
        (datetime(2028, 2, 28, 20, tzinfo=UTC), "Asia/Bangkok", datetime(2029, 2, 27, 20, tzinfo=UTC)),
    ],
)
def test_a_year_later_is_the_same_date_and_time_on_the_clocks_there(moment, zone, later):
    assert moment_next_year(moment, zone) == later


def test_hosts_are_found_and_named(client, call):
    lab = make_institution("Nanyang Lab", Institution.Kind.COMPANY, "SG")
    make_institution("Nanyang School")
    found = client.get(page("call_consents", call), {"q": "nanyang"}).context["found"]
    assert found == [lab]
    client.post(page("change_hosts", call), {"host": lab.key})
    assert list(call.hosts.all()) == [lab]
    client.post(page("change_hosts", call), {"host": lab.key, "remove": "yes"})
    assert not call.hosts.exists()


# --- what everybody sees -----------------------------------------------------------------


def test_the_public_list_has_open_calls_and_apart_from_them_past_ones(client, db):
    now = timezone.now()
    make_call(title="Open camp")
    make_call(title="Coming camp", opens_at=now + timedelta(days=1))
    make_call(title="Past camp", closes_at=now - timedelta(hours=1))
    make_call(title="Draft camp", state=CallState.DRAFT)
    client.logout()
    shown, past = (client.get(reverse("call_list") + query).content.decode() for query in ("", "?past=1"))
    assert "Open camp" in shown
    assert "Coming camp" in shown
    assert "Past camp" not in shown
    assert "Past camp" in past
    assert "Draft camp" not in shown + past


def test_the_welcome_page_shows_open_calls(client, db):
    make_call(title="Open camp")
    make_call(title="Draft camp", state=CallState.DRAFT)
    client.logout()
    shown = client.get("/").content.decode()
    assert "Open camp" in shown
    assert "Draft camp" not in shown


def test_the_calendar_has_both_deadlines_and_answers_a_program_that_has_them(client, db):
    call = make_call()
    address = page("call_calendar", call)
    answer = client.get(address)
    events = {str(event["uid"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert events[f"{call.key}-closes@luminary"].decoded("dtstart") == call.closes_at
    assert events[f"{call.key}-opens@luminary"].decoded("dtstart") == call.opens_at
    assert client.get(address, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    call.closes_at += timedelta(days=1)
    call.save()
    assert client.get(address, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 200


# --- what an organiser receives ----------------------------------------------------------


def test_the_organiser_sees_nominations_by_state_country_school_and_consent(client, call):
    lao, thai = make_person(make_institution(country="LA")), make_person(make_institution(country="TH"))
    make_nomination(call, lao, NominationState.READY)
    make_nomination(call, thai, NominationState.SUBMITTED)
    make_nomination(call, make_person(name="Only a draft"))

    def seen(**query) -> list:
        return [row.nominee for row in client.get(page("call_nominations", call), query).context["page"].key_page.rows]

    assert set(seen()) == {lao, thai}
    assert seen(state="ready") == [lao]
    assert seen(country="TH") == [thai]
    assert seen(school=lao.institution.key) == [lao]
    assert set(seen(consent="none")) == {lao, thai}
    assert seen(consent="given") == []


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_file_has_every_answer(client, call, format):
    question = make_question(call, label="Why?")
    nomination = make_nomination(call, state=NominationState.READY)
    Answer.objects.create(nomination=nomination, question=question, text="=Curious")
    evidence = make_evidence(nomination)
    answer = client.get(page("call_nominations", call), {"export": format})
    assert answer.status_code == 200
    if format == "csv":
        text = b"".join(answer.streaming_content).decode()
        assert "'=Curious" in text
        assert evidence.upload.name in text
        assert "Why?" in text.splitlines()[0]


@pytest.mark.parametrize("query", ["", "?export=csv"])
def test_the_organisers_list_takes_no_more_queries_for_more_nominations(
    client, call, query, django_assert_max_num_queries
):
    question = make_question(call)
    for n in (2, 15):
        for _ in range(n):
            nomination = make_nomination(call, state=NominationState.READY)
            Answer.objects.create(nomination=nomination, question=question, text="Curious.")
        with django_assert_max_num_queries(18):
            answer = client.get(page("call_nominations", call) + query)
            if query:
                list(answer.streaming_content)


def test_recommendations_are_asked_for_with_a_deadline_in_the_calls_zone(client, call):
    call.zone = "Asia/Bangkok"
    call.save()
    due = (call.closes_at + timedelta(days=3)).strftime("%Y-%m-%d")
    answer = client.post(
        page("call_recommendations", call),
        {"recommendations_asked": "2", "recommendations_close_at": f"{due}T17:00", "zone": "UTC"},
    )
    assert answer.status_code == 302
    call.refresh_from_db()
    assert call.recommendations_asked == 2
    assert call.recommendations_due.astimezone(UTC).hour == 10, "17:00 in Bangkok, whatever zone was sent"
    assert call.zone == "Asia/Bangkok"


def test_how_many_recommendations_are_asked_stays_once_somebody_submitted(client, call):
    make_nomination(call, state=NominationState.READY)
    client.post(page("call_recommendations", call), {"recommendations_asked": "2"})
    call.refresh_from_db()
    assert call.recommendations_asked == 0
