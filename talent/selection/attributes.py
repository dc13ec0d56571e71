"""What quotas count by: each nomination's value of every attribute, and what it is called in a sentence."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django_countries import countries

from talent.calls.models import Call, Quota, QuotaAttribute
from talent.nominations.models import Answer, Nomination, NominationState
from talent.people.models import Gender
from talent.selection.quotas import QuotaRule

Words = dict[tuple[str, str], str]
# "For each" means each value that somebody has; of these attributes it always means both, so that a side that
# nobody nominated is missed aloud, and nobody who did not say theirs makes a quota impossible.
YES_AND_NO = ("no", "yes")
EACH = {
    QuotaAttribute.GENDER: ("f", "m"), QuotaAttribute.RURAL: YES_AND_NO, QuotaAttribute.HOST: YES_AND_NO,
    QuotaAttribute.FIRST_TIMER: YES_AND_NO,
}
ANSWER = "answer_"


# --- quotas ------------------------------------------------------------------------------


def quotas_of(call: Call) -> list[dict]:
    """The call's quotas as they are stored with a proposal. `column` is what a file of nominations calls it."""
    return [stored(quota) for quota in call.quotas.select_related("question").order_by("pk")]


def stored(quota: Quota) -> dict:
    shares = {"minimum_share": quota.minimum_share, "maximum_share": quota.maximum_share}
    return {
        "attribute": quota.attribute, "value": quota.value, "minimum": quota.minimum, "maximum": quota.maximum,
        **{name: None if share is None else str(share) for name, share in shares.items()},
        "column": ANSWER + quota.question.key if quota.question else quota.attribute,
        "question": quota.question.label if quota.question else "",
    }


def rules_of(quotas: Iterable[Mapping]) -> list[QuotaRule]:
    """The rules from a proposal's stored quotas."""
    return [rule for each in quotas for rule in rules_of_quota(each)]


def rules_of_quota(each: Mapping) -> list[QuotaRule]:
    """The rules of one stored quota: two where "for each" means both sides."""
    column = each.get("column") or each["attribute"]
    bounds = QuotaRule(
        minimum=each["minimum"], maximum=each["maximum"], minimum_share=share_of(each.get("minimum_share")),
        maximum_share=share_of(each.get("maximum_share")),
    )
    values = [each["value"]] if each["value"] else EACH.get(each["attribute"], ())
    if not values:
        return [bounds.about(per=column)]
    return [bounds.about(where=((column, value),)) for value in values]


def share_of(percent: str | None) -> Fraction | None:
    return None if percent is None else Fraction(Decimal(percent)) / 100


# --- traits ------------------------------------------------------------------------------


def traits_of(call: Call, nominations: Sequence[Nomination], quotas: Iterable[Mapping]) -> dict[int, dict[str, str]]:
    """Each nomination's values by its pk; a few queries for all (`nominee` and `institution` loaded)."""
    columns = {each["column"].removeprefix(ANSWER) for each in quotas if each["column"].startswith(ANSWER)}
    answers: dict[int, dict[str, str]] = {}
    for nomination, key, text in Answer.objects.filter(
        question__call=call, question__key__in=columns, nomination__in=nominations
    ).values_list("nomination_id", "question__key", "text"):
        answers.setdefault(nomination, {})[ANSWER + key] = text
    hosts = {str(country) for country in call.hosts.values_list("country", flat=True)} or {
        str(call.institution.country)
    }
    came = came_before(call, nominations)
    return {
        each.pk: {
            **plain_traits(each),
            QuotaAttribute.HOST.value: said_yes(str(each.nominee.country) in hosts),
            QuotaAttribute.FIRST_TIMER.value: said_yes(each.nominee_id not in came),
            **answers.get(each.pk, {}),
        }
        for each in nominations
    }


def plain_traits(nomination: Nomination) -> dict[str, str]:
    """What nominee and school say by themselves."""
    return {
        QuotaAttribute.COUNTRY.value: str(nomination.nominee.country),
        QuotaAttribute.INSTITUTION.value: nomination.institution.key,
        QuotaAttribute.GENDER.value: nomination.nominee.gender,
        QuotaAttribute.RURAL.value: said_yes(nomination.institution.rural),
    }


def said_yes(fact: bool) -> str:
    return "yes" if fact else "no"


def came_before(call: Call, nominations: Sequence[Nomination]) -> set[int]:
    """Who of the nominees was selected in another call before: by the nominee's pk."""
    return set(
        Nomination.objects.filter(
            nominee__in={each.nominee_id for each in nominations}, state=NominationState.SELECTED
        ).exclude(call=call).values_list("nominee_id", flat=True)
    )


# --- in words ----------------------------------------------------------------------------


def words_of(nominations: Iterable[Nomination], quotas: Sequence[Mapping]) -> Words:
    """What each trait, and by ("", key) each nomination, is called in a sentence."""
    words: Words = {
        (QuotaAttribute.COUNTRY, ""): _("from each country"),
        (QuotaAttribute.INSTITUTION, ""): _("from each school"),
        (QuotaAttribute.GENDER, Gender.FEMALE): _("female"),
        (QuotaAttribute.GENDER, Gender.MALE): _("male"),
        (QuotaAttribute.GENDER, Gender.OTHER): _("of another gender"),
        (QuotaAttribute.RURAL, "yes"): _("from rural schools"),
        (QuotaAttribute.RURAL, "no"): _("from schools that are not rural"),
        (QuotaAttribute.HOST, "yes"): _("from a host's country"),
        (QuotaAttribute.HOST, "no"): _("from countries that do not host"),
        (QuotaAttribute.FIRST_TIMER, "yes"): _("who come for the first time"),
        (QuotaAttribute.FIRST_TIMER, "no"): _("who were selected before"),
    }
    codes = {each["value"] for each in quotas if each["attribute"] == QuotaAttribute.COUNTRY and each["value"]}
    for nomination in nominations:
        codes.add(str(nomination.nominee.country))
        words[QuotaAttribute.INSTITUTION, nomination.institution.key] = _("from %(where)s") % {
            "where": nomination.institution.name
        }
        words["", nomination.key] = str(nomination.nominee)
    for code in codes:
        words[QuotaAttribute.COUNTRY, code] = _("from %(where)s") % {"where": countries.name(code) or code}
    return Spoken(words, {each["column"]: each["question"] for each in quotas if each.get("question")})


class Spoken(dict):
    """Words that also know what the answers of a question are called, whatever they are."""

    def __init__(self, words: Words, questions: Mapping[str, str]) -> None:
        super().__init__(words)
        self.questions = questions

    def get(self, key, default=None):
        column, value = key
        if column in self.questions:
            told = _("in %(answer)s") if value else _("of each answer to “%(question)s”")
            return told % {"answer": value, "question": self.questions[column]}
        return super().get(key, default)
