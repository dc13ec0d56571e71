"""The confirmations that move an edition through its life."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from events.programmes import publication
from events.programmes.models import Edition, EditionState
from events.programmes.views import edition_by_key


@dataclass(frozen=True)
class Step:
    """One confirmation: what it asks, what follows from it, and the act."""

    to: str
    act: Callable[..., Edition]
    heading: Any
    consequence: Any
    submit: Any
    done: Any
    tone: str = "primary"


PUBLISH = Step(
    EditionState.PUBLISHED, publication.publish, _("Publish %(edition)s?"),
    _("Everybody sees its page with dates, venue and calls. Schools may register where registration is open."),
    _("Publish"), _("The edition is published."),
)
REOPEN = Step(
    EditionState.PUBLISHED, publication.publish, _("Open %(edition)s again?"),
    _("Schools may register again where registration is open."), _("Open again"), _("The edition is open again."),
)
UNPUBLISH = Step(
    EditionState.DRAFT, publication.unpublish, _("Take %(edition)s back to a draft?"),
    _("Its public page disappears, and links to it no longer open."), _("Take back"),
    _("The edition is a draft again."), tone="danger",
)
CLOSE = Step(
    EditionState.CLOSED, publication.close, _("Close %(edition)s?"),
    _("Schools no longer register anybody. Its page stays public and says that it is closed. You may open it again."),
    _("Close"), _("The edition is closed."),
)
ARCHIVE = Step(
    EditionState.ARCHIVED, publication.archive, _("Archive %(edition)s?"),
    _("Nobody is registered any more, also not by an offer. This cannot be undone. Its page stays public."),
    _("Archive"), _("The edition is archived."), tone="danger",
)


def confirm_step(request: HttpRequest, edition: Edition, step: Step) -> HttpResponse:
    home = reverse("edition_home", kwargs={"key": edition.key})
    if request.method == "POST":
        try:
            step.act(edition, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, step.done)
        return redirect(home)
    names = {"edition": edition}
    amiss = publication.lacks(edition, step.to)
    if amiss or not edition.lifecycle.can_move(edition.state, step.to):
        return render(request, "events/programmes/cannot_move.html", {
            "edition": edition, "heading": step.heading % names, "amiss": amiss, "back": home,
        })
    return render(request, "pages/confirm.html", {
        "heading": step.heading % names, "consequence": step.consequence, "submit": step.submit,
        "cancel": home, "tone": step.tone,
    })


@requires("programmes.run_edition", edition_by_key)
@require_http_methods(["GET", "POST"])
def publish_edition(request: HttpRequest, edition: Edition) -> HttpResponse:
    return confirm_step(request, edition, REOPEN if edition.state == EditionState.CLOSED else PUBLISH)


@requires("programmes.run_edition", edition_by_key)
@require_http_methods(["GET", "POST"])
def unpublish_edition(request: HttpRequest, edition: Edition) -> HttpResponse:
    return confirm_step(request, edition, UNPUBLISH)


@requires("programmes.run_edition", edition_by_key)
@require_http_methods(["GET", "POST"])
def close_edition(request: HttpRequest, edition: Edition) -> HttpResponse:
    return confirm_step(request, edition, CLOSE)


@requires("programmes.run_edition", edition_by_key)
@require_http_methods(["GET", "POST"])
def archive_edition(request: HttpRequest, edition: Edition) -> HttpResponse:
    return confirm_step(request, edition, ARCHIVE)
