"""The school's pages of consent: who was asked and answered, asking again, paper."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.audit.record import record, record_reading
from core.files.uploads import serve_upload
from core.lists.listing import Column, Filter, Listing
from talent.institutions.membership import institutions_of
from talent.institutions.models import Institution, MembershipRole
from talent.institutions.views import institution_by_key
from talent.people.consent import Signed, answer
from talent.people.consent_forms import PaperForm
from talent.people.consent_mail import Asked, send_again, who_is_asked
from talent.people.consent_words import words_of
from talent.people.models import AnsweredBy, ConsentAnswer, ConsentRequest, ConsentStanding
from talent.people.on_paper import forms_to_print, waiting_for_paper
from talent.people.school_consent import lines_of

CONSENTS = Listing(
    name="consents",
    columns=[
        Column("student", gettext_lazy("Student"), "person.name", sort="person__sort_key",
               link=lambda row: reverse("school_consent", kwargs={"key": row.key})),
        Column("purpose", gettext_lazy("For"), "purpose", sort="purpose"),
        Column("asked", gettext_lazy("Asked"), lambda row: row.created_at.date(), sort="created_at"),
        Column("answer_by", gettext_lazy("Answer by"), lambda row: row.answer_by.date() if row.answer_by else ""),
        Column("standing", gettext_lazy("Consent"), "get_standing_display", state=True,
               machine=lambda row: row.standing),
        Column("open", gettext_lazy("Open"), lambda row: _("no") if row.closed_at else _("yes")),
    ],
    filters=[
        Filter("standing", gettext_lazy("Consent"), ConsentStanding.choices, "standing"),
        Filter("open", gettext_lazy("Open"), [("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
               lambda rows, chosen: rows.filter(closed_at__isnull=chosen == "yes")),
    ],
    search=["person__name", "person__latin_name", "purpose"],
    sort="-created_at",
    empty=gettext_lazy("No consent has been asked yet."),
    empty_next=gettext_lazy("It is asked when a student is nominated or registered."),
)


def consent_by_key(key: str) -> ConsentRequest:
    return get_object_or_404(ConsentRequest.objects.select_related("person__institution", "organiser"), key=key)


def asked_by_key(key: str, who: str) -> Asked:
    """One who is asked by a request: a guardian's key, or `student`."""
    for asked in who_is_asked(consent_by_key(key)):
        if asked.key == who:
            return asked
    raise Http404


def answer_on_paper(key: str, paper: str) -> ConsentAnswer:
    answers = ConsentAnswer.objects.filter(item__request__key=key, paper__key=paper)
    found = answers.select_related("item__request__person__institution", "paper").first()
    if found is None:
        raise Http404
    return found


@requires("people.see_any_consents")
@require_GET
def my_consents(request: HttpRequest) -> HttpResponse:
    """The consents of one's school, or of all schools one coordinates."""
    schools = institutions_of(request.user, MembershipRole.COORDINATOR)
    if len(schools) == 1:
        return redirect("school_consents", key=schools[0].key)
    rows = ConsentRequest.objects.filter(person__institution__in=schools).select_related("person")
    return CONSENTS.answer(request, rows, "talent/people/school_consents.html", {
        "schools": [(school, waiting_for_paper([school]).count()) for school in schools],
    })


@requires("people.see_consents", institution_by_key)
@require_GET
def school_consents(request: HttpRequest, institution: Institution) -> HttpResponse:
    """Every consent asked of the school's students."""
    rows = ConsentRequest.objects.filter(person__institution=institution).select_related("person")
    return CONSENTS.answer(request, rows, "talent/people/school_consents.html", {
        "schools": [(institution, waiting_for_paper([institution]).count())],
    })


@requires("people.see_consent", consent_by_key)
@require_GET
def school_consent(request: HttpRequest, consent: ConsentRequest) -> HttpResponse:
    """One request: what was asked, how each who is asked answered, what the school can do."""
    items = list(consent.items.select_related("host"))
    lines = lines_of(consent, items)
    open_for = {line.asked.key for line in lines if line.now} if consent.closed_at is None else set()
    return render(request, "talent/people/school_consent.html", {
        "consent": consent, "items": items, "lines": lines, "open_for": open_for,
    })


@requires("people.ask_consent_again", asked_by_key)
@require_POST
def ask_again(request: HttpRequest, asked: Asked) -> HttpResponse:
    try:
        send_again(asked)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        record("asked again", asked.request, request.user)
        messages.success(request, _("%(name)s gets the link once more, by email.") % {"name": asked.name})
    return redirect("school_consent", key=asked.request.key)


@requires("people.print_consent", asked_by_key)
@require_GET
def print_consent(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The form for one to sign on paper, in their language."""
    return printed(request, [asked], reverse("school_consent", kwargs={"key": asked.request.key}))


@requires("people.see_consents", institution_by_key)
@require_GET
def print_consents(request: HttpRequest, institution: Institution) -> HttpResponse:
    """The forms of all who can only answer on paper."""
    back = reverse("school_consents", kwargs={"key": institution.key})
    return printed(request, forms_to_print(waiting_for_paper([institution])), back)


def printed(request: HttpRequest, everybody: list[Asked], back: str) -> HttpResponse:
    sheets = []
    for asked in everybody:
        with translation.override(asked.language):
            items = [
                (item, words_of(item, asked.request, own=asked.guardian is None))
                for item in asked.request.items.select_related("host")
            ]
            sheets.append((asked, items))
    return render(request, "talent/people/consent_forms.html", {"sheets": sheets, "back": back})


@requires("people.record_paper", asked_by_key)
@require_http_methods(["GET", "POST"])
def record_paper(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Write down what is ticked on a signed paper, and keep its scan."""
    back = reverse("school_consent", kwargs={"key": asked.request.key})
    items = list(asked.request.items.select_related("host"))
    form = PaperForm(
        request.POST or None, request.FILES or None, request=asked.request, items=items, by=request.user,
        initial={"signed_name": asked.name},
    )
    if request.method == "POST" and form.is_valid():
        signed = Signed(
            asked.guardian, form.cleaned_data["signed_name"], AnsweredBy.PAPER, form.cleaned_data["paper"],
            request.user,
        )
        try:
            answer(asked.request, form.decisions(), signed, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The paper of %(name)s is recorded.") % {"name": asked.name})
        return redirect(back)
    return render(request, "talent/people/record_paper.html", {"asked": asked, "form": form, "back": back})


@requires("people.read_paper", answer_on_paper)
@require_GET
def signed_paper(request: HttpRequest, on_paper: ConsentAnswer) -> HttpResponseBase:
    """The scan of a signed paper; whoever opens it stands in the reading log."""
    record_reading("signed consent", on_paper.item.request, request.user)
    return serve_upload(on_paper.paper)
