"""What the laws and habits of a country mean for its people here."""

from talent.institutions.models import Institution, InstitutionKind, MemberCountry

USUAL_AGE_OF_MAJORITY = 18


def age_of_majority(country: str) -> int:
    """The age from which a person decides alone, by the school's country; 18 for a country that is not a member."""
    return ages_of_majority().get(str(country), USUAL_AGE_OF_MAJORITY)


def ages_of_majority() -> dict[str, int]:
    """The age of majority of each member country, by its code; one query."""
    return {str(code): age for code, age in MemberCountry.objects.values_list("code", "age_of_majority")}


def countries_with_ministry() -> set[str]:
    """The codes of the countries that have a verified ministry now; one query."""
    ministries = Institution.objects.verified().filter(kind=InstitutionKind.MINISTRY)
    return {str(code) for code in ministries.order_by().values_list("country", flat=True).distinct()}
