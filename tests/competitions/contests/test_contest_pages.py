"""Making a contest by its pages: problems, jury, stages."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from competitions.contests.models import Contest, ContestState, Juror, JuryRole
from competitions.contests.stages import begin_marking
from core.audit.lifecycle import Refused
from core.audit.models import Entry as AuditEntry
from tests.factories import (
    make_contest,
    make_edition,
    make_entry,
    make_juror,
    make_organiser,
    make_problem,
    make_programme,
    make_user,
)


@pytest.fixture
def edition(db):
    return make_edition(make_programme())


@pytest.fixture
def organiser(edition):
    return make_organiser(edition.host)


@pytest.fixture
def client(signed_in, organiser):
    return signed_in(organiser)


def at(name, record):
    return reverse(name, kwargs={"key": record.key})


def test_an_organiser_makes_a_contest_of_their_edition(client, edition):
    assert edition.title in client.get(reverse("contests")).content.decode()
    answer = client.post(at("new_contest", edition), {"title": "Mathematics"})
    contest = Contest.objects.get()
    assert answer["Location"] == at("contest", contest)
    assert contest.edition == edition
    assert AuditEntry.objects.about(contest).filter(act="made the contest").exists()


def test_six_problems_of_seven_are_one_step(client, edition):
    contest = make_contest(edition)
    client.post(at("add_problems", contest), {"count": 6, "maximum": 7, "step": 1})
    client.post(at("add_problems", contest), {"count": 1, "maximum": 10, "step": "0.5"})
    assert list(contest.problems.values_list("number", "maximum")) == [
        *((number, Decimal(7)) for number in range(1, 7)), (7, Decimal(10)),
    ]


@pytest.mark.parametrize(("maximum", "step", "said"), [("7", "2", "whole number of steps"), ("0", "1", "0.01")])
def test_a_full_mark_is_a_whole_number_of_steps_above_zero(client, edition, maximum, step, said):
    contest = make_contest(edition)
    answer = client.post(at("add_problems", contest), {"count": 1, "maximum": maximum, "step": step})
    assert said in answer.content.decode()
    assert not contest.problems.exists()


def test_a_problem_can_be_changed_and_not_given_anothers_number(client, edition):
    contest = make_contest(edition, problems=2)
    first, second = contest.problems.all()
    changed = {"number": 1, "title": "Geometry", "maximum": "10", "step": "0.5"}
    client.post(at("change_problem", first), changed)
    first.refresh_from_db()
    assert (first.title, first.maximum, first.step) == ("Geometry", 10, Decimal("0.5"))
    refused = client.post(at("change_problem", second), {**changed, "title": "Algebra"}).content.decode()
    assert "another problem 1" in refused
    assert "Algebra" in refused


def test_a_problem_taken_away_is_gone(client, edition):
    contest = make_contest(edition, problems=2)
    client.post(at("remove_problem", contest.problems.first()))
    assert [problem.number for problem in contest.problems.all()] == [2]


def test_problems_stand_once_marking_has_begun(client, edition):
    contest = make_contest(edition, ContestState.MARKING, problems=1)
    problem = contest.problems.get()
    answers = [
        client.post(at("add_problems", contest), {"count": 1, "maximum": 7, "step": 1}),
        client.post(at("change_problem", problem), {"number": 1, "maximum": "9", "step": "1"}),
        client.post(at("remove_problem", problem), follow=True),
    ]
    assert all("in preparation" in answer.content.decode() for answer in answers)
    assert contest.problems.get().maximum == 7


def test_a_juror_is_given_a_seat_by_email_and_told(client, edition, outbox):
    contest, person = make_contest(edition), make_user("Mai Tran", language="vi")
    client.post(at("add_juror", contest), {"email": person.email.upper(), "role": "juror"})
    assert contest.jury.get().user == person
    message = outbox()[-1]
    assert (message.to, message.language) == (person.email, "vi")
    assert at("contest", contest) in message.body


def test_nobody_sits_twice_and_an_unknown_email_is_told(client, edition):
    contest = make_contest(edition)
    seated = make_juror(contest)
    twice = client.post(at("add_juror", contest), {"email": seated.email, "role": "chair"}).content.decode()
    unknown = client.post(at("add_juror", contest), {"email": "x@example.org", "role": "juror"}).content.decode()
    assert "sits in this jury already" in twice
    assert "Ask them to sign up" in unknown
    assert contest.jury.count() == 1


def test_a_jury_is_not_left_without_a_chair(client, edition):
    contest = make_contest(edition, ContestState.MARKING)
    make_juror(contest, JuryRole.CHAIR)
    chair = contest.jury.get()
    assert "without a chair" in client.post(at("change_juror", chair), {"role": "juror"}).content.decode()
    assert "without a chair" in client.post(at("remove_juror", chair), follow=True).content.decode()
    make_juror(contest, JuryRole.CHAIR)
    client.post(at("remove_juror", chair))
    assert not Juror.objects.filter(pk=chair.pk).exists()


def test_marking_begins_when_nothing_is_missing_and_says_what_is(client, edition, organiser):
    contest = make_contest(edition)
    page = client.get(at("contest", contest)).content.decode()
    for missing in ("no problems yet", "Nobody is entered", "no chair"):
        assert missing in page
    with pytest.raises(Refused, match="no chair"):
        begin_marking(contest, organiser)
    make_problem(contest, 1)
    make_entry(contest)
    make_juror(contest, JuryRole.CHAIR)
    client.post(at("begin_marking", contest))
    contest.refresh_from_db()
    assert contest.state == ContestState.MARKING


def test_the_chair_closes_marking_and_opens_it_again_with_a_reason(edition, signed_in):
    contest = make_contest(edition, ContestState.MARKING)
    chair = signed_in(make_juror(contest, JuryRole.CHAIR))
    chair.post(at("bring_before_jury", contest))
    assert "field is required" in chair.post(at("reopen_marking", contest)).content.decode()
    chair.post(at("reopen_marking", contest), {"reason": "Problem 3 was marked by the wrong scheme."})
    contest.refresh_from_db()
    assert contest.state == ContestState.MARKING
    assert AuditEntry.objects.about(contest)[0].reason.startswith("Problem 3")


def test_a_step_that_the_lifecycle_does_not_have_is_refused_in_words(client, edition):
    contest = make_contest(edition, ContestState.JURY)
    page = client.post(at("back_to_preparation", contest), follow=True).content.decode()
    assert "cannot become" in page


def test_the_list_of_contests_asks_no_more_of_the_database_as_it_grows(
    client, edition, django_assert_num_queries
):
    make_contest(edition)
    client.get(reverse("contests"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("contests"))
    for _more in range(10):
        make_contest(edition)
    with django_assert_num_queries(len(few)):
        client.get(reverse("contests"))


def test_a_contest_near_its_edition_waits_for_its_organiser(client, edition):
    contest = make_contest(edition)
    assert f"Prepare {contest.title}" in client.get(reverse("home")).content.decode()


def test_the_editions_home_shows_its_contests(client, edition):
    contest = make_contest(edition)
    assert contest.title in client.get(reverse("edition_home", kwargs={"key": edition.key})).content.decode()
