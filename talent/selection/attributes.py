"""What quotas count by: each nomination's value of every attribute, and what it is called in a sentence."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django_countries import countries

from talent.calls.models import Call, QuotaAttribute
from talent.nominations.models import Nomination
from talent.people.models import Gender
from talent.selection.quotas import QuotaRule

Words = dict[tuple[str, str], str]
# "For each" means each value that somebody has; of genders and kinds of school it always means these, so
# that a side that nobody nominated is missed aloud, and nobody who did not say theirs makes a quota impossible.
EACH = {QuotaAttribute.GENDER: ("f", "m"), QuotaAttribute.RURAL: ("no", "yes")}


def rules_of(quotas: Iterable[dict]) -> list[QuotaRule]:
    """The rules from a proposal's stored quotas."""
    found = []
    for each in quotas:
        attribute, numbers = each["attribute"], {"minimum": each["minimum"], "maximum": each["maximum"]}
        if each["value"] or attribute in EACH:
            values = [each["value"]] if each["value"] else EACH[attribute]
            found += [QuotaRule(where=((attribute, value),), **numbers) for value in values]
        else:
            found.append(QuotaRule(per=attribute, **numbers))
    return found


def quotas_of(call: Call) -> list[dict]:
    """The call's quotas as they are stored with a proposal."""
    return list(call.quotas.order_by("pk").values("attribute", "value", "minimum", "maximum"))


def traits_of(nomination: Nomination) -> dict[str, str]:
    return {
        QuotaAttribute.COUNTRY: str(nomination.nominee.country),
        QuotaAttribute.INSTITUTION: nomination.institution.key,
        QuotaAttribute.GENDER: nomination.nominee.gender,
        QuotaAttribute.RURAL: "yes" if nomination.institution.rural else "no",
    }


def words_of(nominations: Iterable[Nomination], quotas: Iterable[dict]) -> Words:
    """What each trait is called in a sentence."""
    words: Words = {
        (QuotaAttribute.COUNTRY, ""): _("from each country"),
        (QuotaAttribute.INSTITUTION, ""): _("from each school"),
        (QuotaAttribute.GENDER, Gender.FEMALE): _("female"),
        (QuotaAttribute.GENDER, Gender.MALE): _("male"),
        (QuotaAttribute.GENDER, Gender.OTHER): _("of another gender"),
        (QuotaAttribute.RURAL, "yes"): _("from rural schools"),
        (QuotaAttribute.RURAL, "no"): _("from schools that are not rural"),
    }
    codes = {each["value"] for each in quotas if each["attribute"] == QuotaAttribute.COUNTRY and each["value"]}
    for nomination in nominations:
        codes.add(str(nomination.nominee.country))
        words[QuotaAttribute.INSTITUTION, nomination.institution.key] = _("from %(where)s") % {
            "where": nomination.institution.name
        }
    for code in codes:
        words[QuotaAttribute.COUNTRY, code] = _("from %(where)s") % {"where": countries.name(code) or code}
    return words
