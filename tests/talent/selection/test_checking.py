"""Quotas by share, subject, host and first-timer; rulings; what if; and what an outsider computes again."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from core.audit.lifecycle import Refused
from core.audit.models import Entry
from talent.calls.copy_call import copy_call
from talent.calls.forms import QuotaForm
from talent.calls.models import CallState, Question, Quota
from talent.calls.publish import lacks_of_quotas
from talent.calls.views.content import quota_words
from talent.nominations.models import Answer, NominationState
from talent.selection import decide, weigh
from talent.selection.models import Proposal, Ruling, Standing
from talent.selection.ruling import lift_ruling, rule_on
from tests.factories import (
    make_call,
    make_criterion,
    make_institution,
    make_nomination,
    make_organiser,
    make_panellist,
    make_person,
    make_question,
    make_review,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    call = make_call(state=CallState.REVIEWING, places=2)
    make_criterion(call, maximum=100)
    return call


@pytest.fixture
def organiser(call):
    return make_organiser(call.institution)


@pytest.fixture
def panellist(call):
    return make_panellist(call)


@pytest.fixture
def nominate(call, panellist):
    """A nomination with one review of so many points."""

    def make(points: int | None, country="LA", gender="f", **fields):
        person = make_person(make_institution(country=country), gender=gender, **fields)
        nomination = make_nomination(call, person, state=NominationState.READY)
        if points is not None:
            make_review(nomination, panellist, [points])
        return nomination

    return make


def page(name, call, **kwargs):
    return reverse(name, kwargs={"key": call.key, **kwargs})


def selected(proposal) -> set:
    return {each.nomination for each in proposal.standings.filter(selected=True).select_related("nomination")}


def reasons(proposal) -> dict:
    return {each.nomination: each.reason for each in proposal.standings.select_related("nomination")}


# --- quotas ------------------------------------------------------------------------------


def test_a_share_of_those_selected_is_kept(call, organiser, nominate):
    boys = [nominate(90 - n, gender="m") for n in range(3)]
    girl = nominate(20)
    Quota.objects.create(call=call, attribute="gender", value="f", minimum_share=Decimal(50), maximum_share=Decimal(60))
    proposal = weigh.close_reviews(call, organiser)
    assert selected(proposal) == {boys[0], girl}
    assert "a place was needed for “at least 50 % female”" in reasons(proposal)[boys[1]]


def test_a_quota_by_subject_counts_the_answers_to_its_question(call, organiser, nominate):
    question = make_question(call, Question.Kind.CHOICE, choices=["Physics", "Biology"], tells_subject=True)
    physics, more, biology = nominate(90), nominate(80), nominate(10)
    for nomination, answer in ((physics, "Physics"), (more, "Physics"), (biology, "Biology")):
        Answer.objects.create(nomination=nomination, question=question, text=answer)
    quota = Quota.objects.create(call=call, attribute="subject", question=question, maximum=1)
    proposal = weigh.close_reviews(call, organiser)
    assert selected(proposal) == {physics, biology}
    assert "“at most 1 in Physics” was reached" in reasons(proposal)[more]
    assert quota_words(quota) == f"Each {question}: at most 1"
    copied = copy_call(call, organiser).quotas.get()
    assert copied.question.call == copied.call
    assert copied.question.label == question.label


def test_quotas_by_host_and_by_first_timers_count_whom_they_say(call, organiser, nominate):
    call.hosts.set([make_institution(country="VN")])
    veteran, first, host = nominate(90), nominate(80), nominate(10, country="VN")
    make_nomination(make_call(state=CallState.DECIDED), veteran.nominee, state=NominationState.SELECTED)
    make_nomination(make_call(state=CallState.DECIDED), first.nominee, state=NominationState.NOT_SELECTED)
    Quota.objects.create(call=call, attribute="host", value="yes", minimum=1)
    Quota.objects.create(call=call, attribute="first_timer", value="no", maximum=0)
    proposal = weigh.close_reviews(call, organiser)
    assert selected(proposal) == {first, host}
    assert "“at most 0 who were selected before”" in reasons(proposal)[veteran]
    assert "needed for “at least 1 from a host's country”" in reasons(proposal)[host]


def test_a_quota_for_each_of_yes_and_no_asks_for_both(call, organiser, nominate):
    nominate(90)
    Quota.objects.create(call=call, attribute="rural", minimum=1)
    assert "at least 1 from rural schools" in weigh.close_reviews(call, organiser).conflict


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"attribute": "gender", "value": "f"}, "minimum", "Say at least or at most how many."),
        ({"attribute": "gender", "minimum": 3, "maximum": 2}, "maximum", "“At most” is below “at least”."),
        ({"attribute": "gender", "minimum_share": 60, "maximum_share": 40}, "maximum_share", "“At most” is below"),
        ({"attribute": "gender", "maximum_share": 101}, "maximum_share", "less than or equal to 100"),
        ({"attribute": "gender", "minimum_share": -1}, "minimum_share", "greater than or equal to 0"),
        ({"attribute": "gender", "minimum": -1}, "minimum", "greater than or equal to 0"),
        ({"attribute": "subject", "minimum": 1}, "question", "Say which question tells the subject"),
        ({"attribute": "subject", "question": "own", "value": "Alchemy", "minimum": 1}, "value", "is not known here"),
        ({"attribute": "subject", "question": "foreign", "minimum": 1}, "question", "not one of the available choices"),
        ({"attribute": "host", "value": "perhaps", "minimum": 1}, "value", "is not known here"),
    ],
)
def test_a_quota_that_means_nothing_is_refused_in_words(call, typed, field, words):
    questions = {"own": make_question(call, "choice").pk, "foreign": make_question(make_call(), "choice").pk}
    typed = {name: questions.get(value, value) for name, value in typed.items()}
    form = QuotaForm(typed, instance=Quota(call=call))
    assert not form.is_valid()
    assert words in " ".join(form.errors[field])


def test_a_quota_between_two_shares_is_stored_and_said(call, organiser, signed_in):
    draft = make_call(call.institution, state=CallState.DRAFT)
    client = signed_in(organiser)
    client.post(page("change_quotas", draft), {
        "quota-attribute": "gender", "quota-value": "female", "quota-minimum_share": "40",
        "quota-maximum_share": "62.5",
    })
    quota = draft.quotas.get()
    assert quota_words(quota) == "Female: at least 40 %, at most 62.5 %"
    assert "Female: at least 40 %, at most 62.5 %" in client.get(page("call_places", draft)).content.decode()


def test_a_quota_about_an_answer_that_its_question_no_longer_has_is_a_lack(call):
    question = make_question(call, Question.Kind.CHOICE)
    Quota.objects.create(call=call, attribute="subject", question=question, value="blue", minimum=1)
    assert [lack.words for lack in lacks_of_quotas(5, list(call.quotas.all()))] == [
        f"A quota asks for “blue”, which is no answer to “{question}”."
    ]


def test_prices_tell_what_the_total_would_be_without_each_quota(call, organiser, nominate):
    for points in (90, 80):
        nominate(points, gender="m")
    nominate(20)
    Quota.objects.create(call=call, attribute="gender", value="f", minimum=1)
    Quota.objects.create(call=call, attribute="country", maximum=2)
    proposal = weigh.close_reviews(call, organiser)
    assert [(each["said"], Decimal(each["total"]), Decimal(each["gain"])) for each in proposal.prices] == [
        ("at least 1 female", 170, 60), ("at most 2 from each country", 110, 0),
    ]


def test_the_selection_is_by_the_calibrated_score_and_the_raw_mean_stands_beside_it(call, organiser):
    """One hard and one lenient reviewer: who had the hard one is not behind for it."""
    hard, lenient, fair = (make_panellist(call) for _ in range(3))
    nominations = [
        make_nomination(call, make_person(make_institution()), state=NominationState.READY) for _ in range(40)
    ]
    for number, nomination in enumerate(nominations):
        truth = 40 + number % 20
        make_review(nomination, fair, [truth])
        make_review(nomination, hard if number % 2 else lenient, [truth + (-20 if number % 2 else 20)])
    proposal = weigh.close_reviews(call, organiser)
    # Nineteen and thirty-nine are the best in truth, and both were read by the hard one.
    assert selected(proposal) == {nominations[19], nominations[39]}
    standing = Standing.objects.get(nomination=nominations[19])
    assert standing.raw == Decimal("49.000000")
    assert standing.score > standing.raw
    assert standing.error is not None


# --- rulings -----------------------------------------------------------------------------


def test_a_ruling_is_kept_by_this_proposal_and_every_later_one_until_it_is_lifted(call, organiser, nominate):
    best, second, third = nominate(90), nominate(80), nominate(10)
    weigh.close_reviews(call, organiser)
    rule_on(third, take=True, reason="Won the year before.", by=organiser)
    proposal = rule_on(best, take=False, reason="Copied.", by=organiser)
    assert selected(proposal) == {second, third}
    assert reasons(proposal)[best] == "It must not be taken by decision: Copied."
    assert not proposal.standings.get(nomination=best).waits
    assert selected(weigh.propose_again(call, organiser)) == {second, third}
    assert selected(lift_ruling(best, organiser)) == {best, third}
    assert [entry.act for entry in Entry.objects.about(best)[:2]] == ["ruling lifted", "ruled"]
    lift_ruling(third, organiser)
    assert not Ruling.objects.exists()
    with pytest.raises(Refused, match="no ruling"):
        lift_ruling(third, organiser)


def test_who_must_not_be_taken_never_comes_from_the_waiting_list(call, organiser, nominate):
    barred = nominate(90)
    nominate(80), nominate(70), nominate(60)
    weigh.close_reviews(call, organiser)
    proposal = rule_on(barred, take=False, reason="Too old.", by=organiser)
    standing = proposal.standings.get(nomination=barred)
    weigh.adjust(standing, selected=True, waits=True, reason="A slip.", by=organiser)
    weigh.undo_adjustment(standing, organiser)
    decide.decide(call, organiser)
    barred.refresh_from_db()
    assert barred.state == NominationState.NOT_SELECTED


def test_a_ruling_needs_a_reason_a_review_and_a_call_in_review(call, organiser, nominate):
    unreviewed, reviewed = nominate(None), nominate(50)
    with pytest.raises(Refused, match="why"):
        rule_on(reviewed, take=True, reason=" ", by=organiser)
    with pytest.raises(Refused, match="by hand"):
        rule_on(unreviewed, take=True, reason="A genius.", by=organiser)
    assert rule_on(unreviewed, take=False, reason="Withdrew by telephone.", by=organiser) is None
    weigh.close_reviews(call, organiser)
    decide.decide(call, organiser)
    with pytest.raises(Refused, match="not in review"):
        lift_ruling(unreviewed, organiser)


def test_rulings_that_quotas_cannot_bear_are_named_by_name(call, organiser, nominate):
    first, second = nominate(90, name="Boupha"), nominate(80, name="Khamla")
    Quota.objects.create(call=call, attribute="country", maximum=1)
    rule_on(first, take=True, reason="x", by=organiser)
    rule_on(second, take=True, reason="x", by=organiser)
    proposal = weigh.close_reviews(call, organiser)
    assert "Boupha must be taken; Khamla must be taken" in proposal.conflict
    assert "“at most 1 from each country” (from Laos)" in proposal.conflict


def test_the_pages_lay_a_ruling_down_and_lift_it(call, organiser, nominate, signed_in):
    best, _second, third = nominate(90), nominate(80), nominate(10, name="Sengdara")
    weigh.close_reviews(call, organiser)
    client = signed_in(organiser)
    address = page("rule_on", call, nomination=third.key)
    assert address in client.get(page("adjust_standing", call, nomination=third.key)).content.decode()
    assert "This field is required" in client.post(address, {"take": "yes", "reason": ""}).content.decode()
    seen = client.post(address, {"take": "yes", "reason": "A wild card."}, follow=True).content.decode()
    assert "The ruling on Sengdara stands." in seen
    assert "A wild card." in seen
    assert third in selected(Proposal.objects.get(state="open"))
    client.post(page("lift_ruling", call, nomination=third.key))
    assert best in selected(Proposal.objects.get(state="open"))


# --- what if -----------------------------------------------------------------------------


def test_what_if_tells_who_would_change_and_stores_nothing(call, organiser, nominate, signed_in):
    nominate(90, gender="m", name="Anan"), nominate(80, gender="m", name="Bounmy"), nominate(20, name="Chan")
    Quota.objects.create(call=call, attribute="gender", value="f", minimum=1)
    proposal = weigh.close_reviews(call, organiser)
    before = list(Standing.objects.values())
    client = signed_in(organiser)
    address = page("what_if", call)
    assert "at least 1 female" in client.get(address).content.decode()
    same = client.get(address, {"places": 2, "keep_0": "on", "minimum_0": 1})
    assert (same.context["answer"].difference, same.context["answer"].conflict) == (0, "")
    assert "Nobody would change." in same.content.decode()
    assert client.get(address, {"places": 2, "minimum_0": 1}).context["answer"].total_after == 170
    answer = client.get(address, {"places": 2, "keep_0": "on", "minimum_0": 0}).context["answer"]
    assert answer.difference == 60
    assert [each.standing.nomination.nominee.name for each in answer.come] == ["Bounmy"]
    assert [each.standing.nomination.nominee.name for each in answer.go] == ["Chan"]
    share = client.get(address, {"places": 3, "keep_0": "on", "maximum_share_0": "30", "minimum_0": ""})
    assert [each.standing.nomination.nominee.name for each in share.context["answer"].come] == ["Bounmy"]
    asked = client.get(address, {"places": 2, "keep_0": "on", "minimum_0": 2}).context["answer"]
    assert "At least 2 female are asked for, but only 1 can be taken." in asked.conflict
    assert list(Standing.objects.values()) == before
    assert Proposal.objects.get().pk == proposal.pk


@pytest.mark.parametrize("typed", [
    {"places": -1}, {"places": "many"}, {"places": 2, "keep_0": "on", "minimum_0": 3, "maximum_0": 2},
    {"places": 2, "keep_0": "on", "maximum_share_0": 120},
])
def test_what_if_says_what_is_wrong_with_a_number_and_keeps_it(call, organiser, nominate, signed_in, typed):
    nominate(90)
    Quota.objects.create(call=call, attribute="gender", value="f", minimum=1)
    weigh.close_reviews(call, organiser)
    answer = signed_in(organiser).get(page("what_if", call), typed)
    assert answer.context["answer"] is None
    assert "Something needs correcting" in answer.content.decode()


def test_after_the_decision_there_is_nothing_to_try(call, organiser, nominate, signed_in):
    nominate(90)
    weigh.close_reviews(call, organiser)
    decide.decide(call, organiser)
    assert signed_in(organiser).get(page("what_if", call)).status_code == 302


# --- computing it again ------------------------------------------------------------------


@pytest.fixture
def rich(call, organiser, nominate):
    """A proposal with everything: shares, a subject with a strange name, rulings, somebody unreviewed."""
    question = make_question(call, Question.Kind.CHOICE, choices=["=cmd", "Biology, \"wet\""])
    given = [nominate(90 - n, country=("LA", "TH", "VN")[n % 3], gender="fm"[n % 2]) for n in range(24)]
    for number, nomination in enumerate(given):
        Answer.objects.create(nomination=nomination, question=question, text=question.choices[number % 5 == 0])
    nominate(None, country="KH")
    type(call).objects.update(places=9)
    Quota.objects.create(call=call, attribute="subject", question=question, value=question.choices[1], minimum=3)
    Quota.objects.create(call=call, attribute="gender", minimum_share=Decimal("33.33"), maximum_share=Decimal(60))
    Quota.objects.create(call=call, attribute="country", maximum=4)
    Quota.objects.create(call=call, attribute="subject", question=question, value="=cmd", maximum=6)
    rule_on(given[2], take=False, reason="“Quoted”\nand in two lines\x7f.", by=organiser)
    rule_on(given[20], take=True, reason="Ours.", by=organiser)
    return weigh.close_reviews(call, organiser)


def test_an_outsider_computes_the_very_same_selection_from_the_two_files(rich, call, organiser, signed_in, tmp_path):
    client = signed_in(organiser)
    for name in ("nominations", "quotas"):
        (tmp_path / name).write_bytes(client.get(page(f"selection_{name}", call)).content)
    out = io.StringIO()
    call_command(
        "select_nominations", str(tmp_path / "nominations"), quotas=str(tmp_path / "quotas"), stdout=out,
        stderr=io.StringIO(),
    )
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert rich.conflict == ""
    assert {row["id"] for row in rows if row["selected"] == "yes"} == {each.key for each in selected(rich)}
    assert len(rows) == rich.standings.count() == 25
    kept = csv.DictReader(io.StringIO((tmp_path / "nominations").read_text("utf-8-sig")))
    assert {row["id"]: row["computed"] for row in kept} == {row["id"]: row["selected"] for row in rows}


def test_the_files_name_nobody(rich, call, organiser, signed_in):
    table = signed_in(organiser).get(page("selection_nominations", call)).content.decode("utf-8-sig")
    assert table.splitlines()[0].startswith("id,score,answer_")
    assert not any(each.nominee.name in table for each in selected(rich))


def test_the_report_is_a_pdf_with_the_rule_the_prices_and_everybody(rich, call, organiser, signed_in):
    from pypdf import PdfReader

    answer = signed_in(organiser).get(page("selection_report", call))
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    flat = "".join(text.split())
    for words in ("Selection report", "What each quota costs", rich.seed, "Ours.", "select_nominations"):
        assert "".join(words.split()) in flat
    for standing in rich.standings.select_related("nomination__nominee"):
        assert "".join(standing.nomination.nominee.name.split()) in flat


def test_before_there_is_a_proposal_there_is_no_report(call, organiser, signed_in):
    for name in ("selection_report", "selection_nominations", "selection_quotas", "what_if"):
        assert signed_in(organiser).get(page(name, call)).status_code == 302


def test_these_pages_take_no_more_queries_for_more_nominations(
    rich, call, organiser, nominate, signed_in, django_assert_max_num_queries
):
    client = signed_in(organiser)
    for _round in range(2):
        for name, most in (("what_if", 20), ("selection_report", 20), ("selection_nominations", 16)):
            client.get(page(name, call))
            with django_assert_max_num_queries(most):
                client.get(page(name, call), {"places": 5} if name == "what_if" else {})
        for _more in range(10):
            nominate(15)
        weigh.propose_again(call, organiser)
