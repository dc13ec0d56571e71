"""What an organiser receives: the nominations of one call, filtered, and as a file with every answer."""

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_countries import countries

from core.accounts.access import requires
from core.lists.listing import Column, Filter, Listing
from talent.calls.loading import load_call
from talent.calls.models import Call, Question
from talent.institutions.models import Institution
from talent.nominations.drafts import answers_shown
from talent.nominations.models import NOT_HANDED_IN, Answer, Nomination, NominationState
from talent.people.models import ConsentStanding

SHOWN_STATES = [(value, label) for value, label in NominationState.choices if value not in NOT_HANDED_IN]
NO_CONSENT = "none"


@requires("nominations.see_call_nominations", load_call)
@require_safe
def call_nominations(request: HttpRequest, call: Call) -> HttpResponse:
    return listing_of(call).answer(request, received(call), "talent/nominations/received.html", {"call": call})


def received(call: Call) -> QuerySet[Nomination]:
    """All handed in; drafts are the schools' own."""
    return (
        call.nominations.handed_in()
        .select_related("nominee", "institution", "consent")
        .prefetch_related("answers__upload")
    )


def listing_of(call: Call) -> Listing:
    """The list of a call's nominations; its file has a column for each question."""
    questions = list(call.questions.all())
    return Listing(
        name="nominations",
        columns=[
            Column("nominee", _("Nominee"), "nominee.both_names", sort="nominee__sort_key",
                   link=lambda n: reverse("nomination", kwargs={"key": n.key}),
                   machine=lambda n: n.nominee.name),
            Column("latin", _("Name in Latin letters"), "nominee.latin_name", only_export=True),
            Column("school", _("School"), "institution.both_names", sort="institution__latin_name",
                   machine=lambda n: n.institution.name),
            Column("country", _("Country"), lambda n: n.nominee.country.name, sort="nominee__country",
                   machine=lambda n: n.nominee.country.code),
            Column("grade", _("Grade"), "nominee.grade"),
            Column("gender", _("Gender"), "nominee.gender", only_export=True),
            Column("born", _("Date of birth"), "nominee.birth_date", only_export=True),
            Column("rural", _("Rural school"), lambda n: "yes" if n.institution.rural else "no", only_export=True),
            Column("state", _("State"), "get_state_display", state=True, machine=lambda n: n.state),
            Column("consent", _("Consent"), consent_words, state=True, machine=consent_of),
            Column("submitted", _("Submitted"), lambda n: n.submitted_at, only_export=True),
            *(Column(f"q-{q.key}", q.label, answer_to(q, questions), only_export=True) for q in questions),
        ],
        filters=[
            Filter("state", _("State"), SHOWN_STATES, "state"),
            Filter("country", _("Country"), lambda: countries_in(call), "nominee__country"),
            Filter("school", _("School"), lambda: schools_in(call), "institution__key"),
            Filter("consent", _("Consent"), [*ConsentStanding.choices, (NO_CONSENT, _("none asked"))], by_consent),
        ],
        search=["nominee__name", "nominee__latin_name", "institution__name", "institution__latin_name"],
        sort="nominee__sort_key",
        empty=_("No nomination has come in yet."),
        empty_next=_(
            "Schools see the call among those open to them; reminders go out seven, two and one day before it closes."
        ),
    )


def answer_to(question: Question, questions: Sequence[Question]) -> Callable[[Nomination], str]:
    """The nomination's answer as a cell: the text, or the name of the file; nothing for a question it was not shown."""

    def cell(nomination: Nomination) -> str:
        given = answers_by_question(nomination, questions)
        answer = given.get(question.pk)
        if answer is None:
            return ""
        return answer.upload.name if answer.upload else answer.text

    return cell


def answers_by_question(nomination: Nomination, questions: Sequence[Question]) -> dict[int, Answer | None]:
    """What the nomination was asked and answered, found once for all of its cells."""
    kept = getattr(nomination, "_given", None)
    if kept is None:
        kept = {each["question"].pk: each["answer"] for each in answers_shown(nomination, questions)}
        nomination._given = kept  # type: ignore[attr-defined]
    return kept


def consent_of(nomination: Nomination) -> str:
    return nomination.consent.standing if nomination.consent else ""


def consent_words(nomination: Nomination) -> str:
    return nomination.consent.get_standing_display() if nomination.consent else str(_("none asked"))


def by_consent(rows: QuerySet, chosen: str) -> QuerySet:
    return rows.filter(consent__isnull=True) if chosen == NO_CONSENT else rows.filter(consent__standing=chosen)


def countries_in(call: Call) -> list[tuple[str, str]]:
    codes = call.nominations.handed_in().order_by().values_list("nominee__country", flat=True)
    return sorted(((code, countries.name(code) or code) for code in codes.distinct()), key=lambda each: each[1])


def schools_in(call: Call) -> list[tuple[str, str]]:
    nominations = call.nominations.handed_in()
    schools = Institution.objects.filter(pk__in=nominations.values("institution"))
    return list(schools.order_by("latin_name").values_list("key", "name"))
