"""Publishing a contest's results: frozen rows under a digest, and the certificates of those who got an award."""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from competitions.contests.mark import number_text
from competitions.contests.models import Contest, ContestState
from competitions.results.canonical import canonical_csv, digest_of
from competitions.results.cutoffs import before_jury, cutoffs_of, last_choice, stands
from competitions.results.medals import AWARDS, Award
from competitions.results.models import CutoffChoice, Publication, PublicationState, PublishedResult
from competitions.results.names import published_name
from competitions.results.ranking import Ranking
from competitions.results.recorded import keep_in_record
from competitions.results.sheet import ResultSheet, read_sheet
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from events.certificates.issue import issue, live_certificate
from events.certificates.models import Certificate, CertificateKind, CertificateState
from events.certificates.revoke import revoke
from talent.people.models import ConsentRequest

NAMED_AT_MOST = 12


def subject_of(contest: Contest) -> str:
    """What the award's certificate is for."""
    return f"contest:{contest.key}"


def in_the_way(contest: Contest, sheet: ResultSheet) -> list[str]:
    """What stands in the way of publishing, whatever anybody confirms; empty when nothing does."""
    choice = last_choice(contest)
    if not sheet.entries:
        return [_("The contest has no contestants.")]
    if choice is None:
        return [_("The jury has not chosen its cut-offs yet.")]
    if not stands(choice, sheet):
        return [_("Marks or contestants changed after the jury chose its cut-offs. Look at them and choose again.")]
    return []


def unsettled_words(sheet: ResultSheet) -> list[str]:
    """The scripts whose marks are missing or withheld, each named; the last line counts those left out."""
    scripts = sheet.unsettled
    named = [f"{entry.code}, {problem}: {standing.label}" for entry, problem, standing in scripts[:NAMED_AT_MOST]]
    if more := len(scripts) - len(named):
        named.append(_("and %(n)s more") % {"n": more})
    return named


def publish(contest: Contest, by: User, *, note: str = "", reason: str = "") -> Publication:
    """Publish the list as the jury chose it; a list published before is replaced by it.

    `note` stands with the list. `reason` is why it is published although scripts are not marked or marks are
    withheld; without it such scripts are named and the act is refused. Raises Refused.
    """
    with transaction.atomic():
        before_jury(contest)
        hold_consents(contest)
        sheet = read_sheet(contest, people=True)
        if obstacles := in_the_way(contest, sheet):
            raise Refused(" ".join(obstacles))
        if sheet.unsettled and not reason.strip():
            raise Refused(_("Not settled: %(scripts)s.") % {"scripts": "; ".join(unsettled_words(sheet))})
        choice = last_choice(contest)
        publication, results = freeze(contest, sheet, choice, note, by)
        give_certificates(contest, sheet, results, by)
        keep_in_record(contest, sheet, results)
        Contest.lifecycle.move(
            contest, ContestState.PUBLISHED, by=by, reason=reason, detail={"digest": publication.digest}
        )
    return publication


def hold_consents(contest: Contest) -> None:
    """A consent withdrawn meanwhile waits for the list, and then takes its name off; or the list waits for it."""
    asked = contest.entries.filter(registration__consent__isnull=False).values("registration__consent")
    list(ConsentRequest.objects.select_for_update().filter(pk__in=asked).order_by("pk").values_list("pk"))


def freeze(
    contest: Contest, sheet: ResultSheet, choice: CutoffChoice, note: str, by: User
) -> tuple[Publication, list[PublishedResult]]:
    ranking = sheet.ranked(cutoffs_of(choice))
    problems = [
        {"number": problem.number, "title": problem.title, "maximum": number_text(problem.maximum)}
        for problem in sheet.problems
    ]
    holders = Counter(ranking.ranks.tolist())
    results = [result_of(sheet, ranking, at, holders) for at in ranking.order().tolist()]
    for before in contest.publications.filter(state=PublicationState.PUBLISHED):
        Publication.lifecycle.move(before, PublicationState.REPLACED, by=by)
    publication = Publication.objects.create(
        contest=contest, choice=choice, by=by, problems=problems, note=note,
        digest=digest_of(canonical_csv(problems, results)),
    )
    for result in results:
        result.publication = publication
    PublishedResult.objects.bulk_create(results, batch_size=500)
    record("published", publication, by, digest=publication.digest)
    return publication, results


def result_of(sheet: ResultSheet, ranking: Ranking, at: int, holders: Counter[int]) -> PublishedResult:
    entry, rank = sheet.entries[at], int(ranking.ranks[at])
    return PublishedResult(
        entry=entry, code=entry.code, shown_name=published_name(entry)[:200], country=entry.country,
        delegation=entry.delegation, guest=entry.guest, rank=rank, tied=holders[rank] > 1,
        marks=[mark.text for mark in sheet.rows[at]],
        total=sheet.total(ranking, at), award=AWARDS[ranking.awards[at]].value,
    )


def give_certificates(contest: Contest, sheet: ResultSheet, results: list[PublishedResult], by: User) -> None:
    """One for each award of somebody registered; whoever no longer has the award has its certificate revoked."""
    entitled = set()
    for result in results:
        registration = result.entry.registration
        if registration is None or not result.award:
            continue
        entitled.add(registration.pk)
        issue(
            registration, kind=CertificateKind.AWARD, subject=subject_of(contest), title=contest.title,
            award=str(Award(result.award).label), detail=contest.edition.title,
            shown_as=result.shown_name or result.code, by=by,
        )
    lost = Certificate.objects.filter(
        subject=subject_of(contest), kind=CertificateKind.AWARD, state=CertificateState.ISSUED
    ).exclude(registration__in=entitled)
    for certificate in lost:
        revoke(certificate, by, _("The corrected list of results gives no such award."))


def award_certificate(result: PublishedResult, contest: Contest) -> Certificate | None:
    """The certificate of a result's award, if its contestant is registered and got one."""
    if result.entry.registration is None:
        return None
    return live_certificate(result.entry.registration, CertificateKind.AWARD, subject_of(contest))
