"""Published results, for everybody."""

from collections.abc import Callable
from hashlib import sha256

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from competitions.contests.mark import number_text
from competitions.results.canonical import command_for, file_of
from competitions.results.medals import Award
from competitions.results.models import Publication, PublicationState, PublishedResult
from competitions.results.standings import by_country, published_statistics
from core.accounts.access import public
from core.lists.listing import Column, Filter, Listing

# Rises with each change of the pages themselves, so that nobody keeps an old one.
EDITION_OF_PAGES = 1


def published() -> QuerySet[Publication]:
    return Publication.objects.filter(state=PublicationState.PUBLISHED).select_related(
        "contest__edition__host", "choice"
    )


def of_contest(key: str) -> Publication:
    """The contest's published list; or the one that was taken back, if there is no other. Raises Http404."""
    lists = Publication.objects.select_related("contest__edition__host", "choice").filter(contest__key=key)
    shown = lists.filter(state=PublicationState.PUBLISHED).first()
    if shown is None:
        shown = lists.filter(state=PublicationState.TAKEN_BACK).order_by("-pk").first()
    if shown is None:
        raise Http404
    return shown


def answered_once(
    request: HttpRequest, publication: Publication, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """The answer with a tag of all that it depends on; 304 to whoever has it already.

    A name withdrawn must be gone at once, so pages are kept by browsers only, and asked about each time.
    """
    parts = (
        EDITION_OF_PAGES, publication.key, publication.updated_at.isoformat(), publication.state,
        request.get_full_path(), get_language(), request.user.pk or "",
    )
    tag = f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'
    kept = get_conditional_response(request, etag=tag)
    response = kept if isinstance(kept, HttpResponseNotModified) else answer()
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


@public
@require_safe
def published_results(request: HttpRequest) -> HttpResponse:
    listing = Listing(
        name="results",
        columns=[
            Column("contest", _("Contest"), "contest.title", sort="contest__title",
                   link=lambda row: reverse("results", kwargs={"key": row.contest.key})),
            Column("edition", _("Edition"), "contest.edition.title"),
            Column("at", _("Published"), lambda row: row.at.date(), sort="at"),
        ],
        search=["contest__title", "contest__edition__title"], sort="-at",
        empty=_("No results are published yet."),
    )
    return listing.answer(request, published(), "competitions/results/published.html")


def result_listing(publication: Publication) -> Listing:
    delegations = publication.results.order_by("delegation").values_list("delegation", flat=True).distinct()
    problems = [
        Column(f"P{problem['number']}", f"P{problem['number']}", mark_of(at))
        for at, problem in enumerate(publication.problems)
    ]
    return Listing(
        name=f"results-{publication.contest.key}",
        columns=[
            Column("rank", _("Rank"), shown_rank, sort="rank", machine=lambda row: row.rank),
            Column("contestant", _("Contestant"), code_and_name, sort="code", machine=lambda row: row.code),
            Column("name", _("Name"), "shown_name", only_export=True),
            Column("delegation", _("Delegation"), shown_delegation, sort="delegation",
                   machine=lambda row: row.delegation),
            *problems,
            Column("total", _("Total"), lambda row: number_text(row.total), machine=lambda row: row.total),
            Column("award", _("Award"), award_words, machine=lambda row: row.award),
        ],
        filters=[
            Filter("delegation", _("Delegation"), lambda: [(name, name) for name in delegations], "delegation"),
            Filter("award", _("Award"), [(award.value, award.label) for award in Award if award.value], "award"),
        ],
        search=["code", "shown_name", "delegation"], sort="rank", size=100,
        # The CSV is the canonical one, beside the list.
        formats=("xlsx",),
    )


def mark_of(place: int) -> Callable[[PublishedResult], str]:
    return lambda row: row.marks[place]


def code_and_name(row: PublishedResult) -> str:
    return f"{row.code} · {row.shown_name}" if row.shown_name else row.code


def shown_rank(row: PublishedResult) -> str:
    return f"={row.rank}" if row.tied else str(row.rank)


def shown_delegation(row: PublishedResult) -> str:
    return f"{row.delegation} ({_('guest')})" if row.guest else row.delegation


def award_words(row: PublishedResult) -> str:
    return str(Award(row.award).label) if row.award else ""


def page_of(publication: Publication, here: str) -> dict:
    replaced = publication.contest.publications.exclude(pk=publication.pk).order_by("-pk").first()
    return {
        "publication": publication, "contest": publication.contest, "edition": publication.contest.edition,
        "choice": publication.choice, "here": here, "replaced": replaced,
        "taken_back": publication.state == PublicationState.TAKEN_BACK,
        "command": command_for(publication, publication.choice),
    }


@public
@require_safe
def results(request: HttpRequest, key: str) -> HttpResponse:
    """By person, with what else is told of the list."""
    publication = of_contest(key)
    if publication.state == PublicationState.TAKEN_BACK:
        return render(request, "competitions/results/taken_back.html", page_of(publication, "results"))
    return answered_once(request, publication, lambda: result_listing(publication).answer(
        request, publication.results.all(), "competitions/results/results.html", page_of(publication, "results")
    ))


def shown_only(key: str) -> Publication:
    return get_object_or_404(published(), contest__key=key)


@public
@require_safe
def results_by_country(request: HttpRequest, key: str) -> HttpResponse:
    publication = shown_only(key)
    return answered_once(request, publication, lambda: render(request, "competitions/results/by_country.html", {
        **page_of(publication, "results_by_country"), "rows": by_country(publication),
    }))


@public
@require_safe
def results_statistics(request: HttpRequest, key: str) -> HttpResponse:
    publication = shown_only(key)
    return answered_once(request, publication, lambda: render(request, "competitions/results/statistics.html", {
        **page_of(publication, "results_statistics"), "statistics": published_statistics(publication),
    }))


@public
@require_safe
def results_file(request: HttpRequest, key: str) -> HttpResponse:
    """The canonical file, the same bytes for everybody: its SHA-256 is the list's digest."""
    publication = shown_only(key)
    tag = f'"{publication.digest}"'
    response = get_conditional_response(request, etag=tag)
    if not isinstance(response, HttpResponseNotModified):
        response = HttpResponse(file_of(publication), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="results-{key}.csv"'
    response["ETag"] = tag
    patch_cache_control(response, public=True, max_age=60)
    return response

