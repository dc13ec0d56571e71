"""What the laws and habits of a country mean for its people here."""

from talent.institutions.models import MemberCountry

USUAL_AGE_OF_MAJORITY = 18


def age_of_majority(country: str) -> int:
    """The age from which a person decides alone, by the school's country; 18 for a country that is not a member."""
    return ages_of_majority().get(str(country), USUAL_AGE_OF_MAJORITY)


def ages_of_majority() -> dict[str, int]:
    """The age of majority of each member country, by its code; one query."""
    return {str(code): age for code, age in MemberCountry.objects.values_list("code", "age_of_majority")}
