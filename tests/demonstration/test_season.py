"""The demonstration season is made by the same acts as a real one, and holds what its first page promises."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Q

from competitions.contests.models import Contest, ContestState
from core.accounts.demonstration import offered_accounts
from events.programmes.models import Edition
from events.registration.models import RegistrationRole
from talent.calls.models import Call, CallState
from talent.institutions.models import Institution, MemberCountry
from talent.offers.models import Offer, OfferState
from talent.people.models import Person
from talent.reviews.models import Review, ReviewState


@pytest.fixture
def season(db, capsys, settings):
    settings.DEMONSTRATION = True
    call_command("demonstration")
    return capsys.readouterr().out


def test_the_season_has_its_countries_schools_students_editions_and_a_part_for_every_role(season, client):
    assert "12 countries, 60 schools, 900 students" in season
    assert MemberCountry.objects.count() == 12
    assert Institution.objects.schools().verified().count() == 60
    assert Person.objects.students().count() == 900
    assert offered_accounts().count() == 13
    assert set(Edition.objects.shown().values_list("slug", flat=True)) == {
        "pacific-camp", "mekong-olympiad", "experts-evening"
    }

    camp = Edition.objects.get(slug="pacific-camp")
    delegations = camp.delegations.annotate(
        students=Count("registrations", filter=Q(registrations__role=RegistrationRole.STUDENT)),
        teachers=Count("registrations", filter=Q(registrations__role=RegistrationRole.TEACHER)),
    )
    assert {each.teachers for each in delegations} == {2}
    assert max(each.students for each in delegations) == 3
    assert Offer.objects.filter(state__in=[OfferState.OFFERED, OfferState.ACCEPTED]).count() == 36
    for group in camp.groups.all():
        countries = [str(member.registration.country) for member in group.members.all()]
        assert len(set(countries)) == len(countries), "two of one country in a group"

    assert set(Call.objects.values_list("state", flat=True)) == {
        CallState.PUBLISHED, CallState.REVIEWING, CallState.DECIDED
    }
    assert Review.objects.filter(state=ReviewState.ASSIGNED).exists()
    assert Call.objects.get(state=CallState.PUBLISHED).nominations.filter(state="with_ministry").count() > 1
    assert set(Contest.objects.values_list("title", "state")) == {
        ("Physics", ContestState.PUBLISHED), ("Mathematics", ContestState.MARKING)
    }
    physics = Contest.objects.get(title="Physics")
    page = client.get(f"/results/{physics.key}/")
    assert page.status_code == 200
    assert "gold" in page.content.decode()

    with pytest.raises(CommandError, match="not empty"):
        call_command("demonstration")
