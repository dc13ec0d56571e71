"""The panel's meeting: the borderline band, notes, the record with those present, and what can be taken away."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.audit.lifecycle import Refused
from talent.calls.models import CallState
from talent.institutions.models import Membership
from talent.nominations.models import NominationState
from talent.reviews.models import DiscussionNote, PanelMeeting
from talent.reviews.standing import CalibratedScore
from talent.selection import weigh
from talent.selection.meeting import Band, add_note, borderline, record_meeting
from tests.factories import (
    make_call,
    make_criterion,
    make_nomination,
    make_organiser,
    make_panellist,
    make_person,
    make_review,
)


def scored(*pairs) -> dict[int, CalibratedScore]:
    return {
        number: CalibratedScore(Decimal(score), Decimal(score), None if error is None else Decimal(error), 2)
        for number, (score, error) in enumerate(pairs, start=1)
    }


# --- the band ----------------------------------------------------------------------------


def test_the_band_is_who_lies_within_their_own_error_of_the_last_place():
    scores = scored((90, 2), (72, 3), (70, 2), (69, 1), (66, 3), (60, 9))
    assert borderline(scores, [1, 2, 3, 4, 5, 6], 3) == Band(Decimal(70), frozenset({2, 3, 4}))


@pytest.mark.parametrize("places", [0, 3, 9])
def test_nobody_is_borderline_where_everybody_or_nobody_has_a_place(places):
    assert borderline(scored((90, 20), (80, 20), (70, 20)), [1, 2, 3], places) == Band(None, frozenset())


def test_a_nomination_without_a_review_is_in_no_band_and_takes_no_place_in_it():
    assert borderline(scored((90, 1), (80, 1)), [1, 2, 7, 8], 1).nominations == {1}


def test_without_errors_only_the_score_of_the_last_place_itself_is_near():
    assert borderline(scored((90, None), (80, None), (80, None), (70, None)), [1, 2, 3, 4], 2).nominations == {2, 3}


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 20)), min_size=1, max_size=12), st.integers(0, 12))
def test_the_last_place_itself_is_always_in_the_band(pairs, places):
    ranked = sorted(range(1, len(pairs) + 1), key=lambda number: -pairs[number - 1][0])
    band = borderline(scored(*pairs), ranked, places)
    assert (band.last is None) == (not 0 < places < len(pairs))
    if band.last is not None:
        assert ranked[places - 1] in band.nominations


# --- acts and pages ----------------------------------------------------------------------


@pytest.fixture
def call(db):
    """A closed call of two places: four nominations, two reviews each."""
    call = make_call(state=CallState.REVIEWING, places=2)
    make_criterion(call, maximum=100)
    panel = [make_panellist(call, is_chair=True), make_panellist(call)]
    for name, first, second in (("Ann", 90, 94), ("Boun", 70, 76), ("Chi", 71, 73), ("Dao", 20, 22)):
        nomination = make_nomination(call, make_person(name=name), NominationState.READY)
        make_review(nomination, panel[0], [first])
        make_review(nomination, panel[1], [second])
    return call


@pytest.fixture
def organiser(call):
    return make_organiser(call.institution)


@pytest.fixture
def closed(call, organiser):
    weigh.close_reviews(call, organiser)
    return call


def address(name, call, **more):
    return reverse(name, kwargs={"key": call.key, **more})


def of(call, name):
    return call.nominations.get(nominee__name=name)


def chair_of(call):
    return call.panel.get(is_chair=True)


def test_the_ranked_list_marks_the_borderline_band_with_scores_and_errors(closed, organiser, signed_in):
    page = signed_in(organiser).get(address("panel_meeting", closed))
    rows = {
        row.nomination.nominee.name: [str(cell.value) for cell in cells] for row, cells in page.context["page"].rows
    }
    assert [name for name, cells in rows.items() if "borderline" in cells] == ["Boun", "Chi"]
    assert "±" in rows["Ann"][4]
    assert rows["Ann"][5] == "92.00"
    narrowed = signed_in(organiser).get(address("panel_meeting", closed) + "?near=band")
    assert len(narrowed.context["page"].rows) == 2


def test_before_the_reviews_are_closed_there_is_nothing_to_meet_about(call, organiser, signed_in):
    assert "There is no proposal yet" in signed_in(organiser).get(address("panel_meeting", call)).content.decode()
    with pytest.raises(Refused, match="reviews are closed"):
        add_note(call, of(call, "Ann"), "Well", organiser)


def test_a_note_is_kept_with_who_wrote_it_and_stands_in_the_export(closed, signed_in):
    chair = signed_in(chair_of(closed).user)
    here = address("discuss", closed, nomination=of(closed, "Boun").key)
    page = chair.post(here, {"text": "The second letter convinced us."}, follow=True).content.decode()
    assert "The second letter convinced us." in page
    assert DiscussionNote.objects.get().by == chair_of(closed).user
    exported = b"".join(chair.get(address("panel_meeting", closed) + "?export=csv").streaming_content).decode()
    assert "The second letter convinced us." in exported
    assert "borderline" in exported


def test_an_empty_note_is_refused_and_one_about_ones_own_school_too(closed, signed_in):
    chair, nomination = chair_of(closed), of(closed, "Boun")
    here = address("discuss", closed, nomination=nomination.key)
    signed_in(chair.user).post(here, {"text": "  "})
    Membership.objects.create(user=chair.user, institution=nomination.institution, role="teacher")
    page = signed_in(chair.user).post(here, {"text": "She is mine."})
    assert "You have a conflict" in page.content.decode()
    assert not DiscussionNote.objects.exists()


def test_a_meeting_is_recorded_with_those_present_and_shown_as_it_was(closed, signed_in):
    chair = chair_of(closed)
    client = signed_in(chair.user)
    page = client.post(address("record_meeting", closed), {
        "held_at": (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT10:00"), "present": [chair.pk],
        "guests": "Ms Secretary", "decided": "Boun before Chi.", "minutes": "Two hours.",
    }, follow=True).content.decode()
    meeting = PanelMeeting.objects.get()
    assert list(meeting.present.all()) == [chair]
    for words in (str(chair.user), "Ms Secretary", "Boun before Chi.", "Two hours."):
        assert words in page
    pdf = client.get(reverse("meeting_record", kwargs={"key": meeting.key}) + "?export=pdf")
    assert pdf.content.startswith(b"%PDF")
    assert "Boun before Chi." in client.get(address("panel_meeting", closed)).content.decode()


def test_a_meeting_without_anybody_or_still_to_come_is_refused_and_what_was_typed_is_kept(closed, signed_in):
    chair = chair_of(closed)
    tomorrow = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT10:00")
    typed = {"held_at": tomorrow, "decided": "Boun before Chi."}
    client = signed_in(chair.user)
    page = client.post(address("record_meeting", closed), typed).content.decode()
    assert "Say who of the panel was present." in page
    page = client.post(address("record_meeting", closed), {**typed, "present": [chair.pk]}).content.decode()
    assert "recorded once it was held" in page
    assert "Boun before Chi." in page
    assert not PanelMeeting.objects.exists()


def test_somebody_of_another_panel_was_not_present(closed, organiser):
    with pytest.raises(Refused, match="not on this panel"):
        record_meeting(
            closed, held_at=timezone.now(), present=[make_panellist()], guests="", decided="x", minutes="", by=organiser
        )


def test_the_list_asks_the_database_as_often_for_many_nominations_as_for_few(
    closed, organiser, signed_in, django_assert_max_num_queries
):
    client = signed_in(organiser)
    client.get(address("panel_meeting", closed))
    with django_assert_max_num_queries(24):
        client.get(address("panel_meeting", closed))
