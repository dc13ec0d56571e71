"""The step about who nominates and through which stages, invited institutions, and extensions for one school."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms.models import construct_instance
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from talent.calls import invited as inviting
from talent.calls.extend import end_extension, extend
from talent.calls.loading import load_call, load_extension
from talent.calls.models import Call, Extension
from talent.calls.nominators import is_invited, why_not
from talent.calls.stage_forms import ExtensionForm, StagesForm
from talent.calls.views.public import shown_of
from talent.calls.views.steps import next_step, posted, step_context, store_fields
from talent.institutions.models import Institution, InstitutionKind

FOUND = 20
# Between schools and panel nothing is put, or taken away, once a school has submitted.
FIXED_BY_SUBMISSION = ("ministry_stage",)


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def call_stages(request: HttpRequest, call: Call) -> HttpResponse:
    form = StagesForm(posted(request), instance=call)
    if call.is_relied_on():
        for name in FIXED_BY_SUBMISSION:
            form.fields[name].disabled = True
    if request.htmx and request.method == "POST":
        form.is_valid()
        seen = construct_instance(form, load_call(call.key), StagesForm.Meta.fields)
        return render(request, "talent/calls/_call.html", shown_of(seen))
    if request.method == "POST" and form.is_valid():
        store_fields(form, request.user)
        messages.success(request, _("Saved."))
        inviting.tell_invited(load_call(call.key))
        return next_step(request, call, "stages")
    return stages_page(request, load_call(call.key), form)


def stages_page(request: HttpRequest, call: Call, form: forms.ModelForm) -> HttpResponse:
    sought = request.GET.get("q", "").strip()
    already = call.invited.values("institution")
    return render(
        request, "talent/calls/step_stages.html",
        step_context(
            call, "stages", form=form, preview=shown_of(call), sought=sought,
            found=list(nominators_found(sought).exclude(pk__in=already)[:FOUND]) if sought else [],
            invited=list(call.invited.select_related("institution").order_by("institution__latin_name")),
        ),
    )


def nominators_found(sought: str) -> QuerySet[Institution]:
    """Verified institutions that could nominate, by every word typed."""
    rows = Institution.objects.verified().exclude(kind=InstitutionKind.MINISTRY)
    for word in sought.split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(latin_name__icontains=word) | Q(city__icontains=word))
    return rows.order_by("latin_name", "pk")


@requires("calls.edit", load_call)
@require_POST
def change_invited(request: HttpRequest, call: Call) -> HttpResponse:
    """Invite one institution, or take its invitation back, by its key."""
    institution = Institution.objects.filter(key=request.POST.get("institution", "")).first()
    try:
        if institution is None:
            raise Refused(_("This institution is not verified."))
        if "remove" in request.POST:
            inviting.take_back_invitation(call, institution, request.user)
            messages.success(request, _("%(name)s is no longer invited.") % {"name": institution})
        else:
            inviting.invite(call, institution, request.user)
            messages.success(request, _("%(name)s is invited.") % {"name": institution})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("call_stages", key=call.key)


@requires("calls.edit", load_call)
@require_http_methods(["GET", "POST"])
def call_extensions(request: HttpRequest, call: Call) -> HttpResponse:
    """Give one school more time, with a reason; beneath, those that have it."""
    school = chosen_school(request)
    form = ExtensionForm(posted(request), call=call)
    if request.method == "POST" and school is None:
        form.add_error(None, _("Choose the school first."))
    elif request.method == "POST" and form.is_valid():
        try:
            extend(
                call, school, form.cleaned_data["closes_at"], reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s has more time, and is told by email.") % {"name": school})
            return redirect("call_extensions", key=call.key)
    return render(request, "talent/calls/extensions.html", extensions_context(request, call, form, school))


def chosen_school(request: HttpRequest) -> Institution | None:
    key = request.POST.get("school") or request.GET.get("school") or ""
    return Institution.objects.verified().filter(key=key).first() if key else None


def extensions_context(
    request: HttpRequest, call: Call, form: ExtensionForm, school: Institution | None
) -> dict[str, Any]:
    sought = request.GET.get("q", "").strip()
    return {
        "call": call, "form": form, "school": school, "sought": sought,
        "why_not": why_not(call, school, invited=is_invited(call, school)) if school else "",
        "found": list(nominators_found(sought)[:FOUND]) if sought else [],
        "extensions": list(call.extensions.select_related("institution", "by").order_by("closes_at", "pk")),
    }


@requires("calls.edit_extension", load_extension)
@require_http_methods(["GET", "POST"])
def take_back_extension(request: HttpRequest, extension: Extension) -> HttpResponse:
    then = reverse("call_extensions", kwargs={"key": extension.call.key})
    if request.method == "POST":
        end_extension(extension, request.user)
        messages.success(request, _("The extension is taken back; the school is told."))
        return redirect(then)
    return render(
        request, "pages/confirm.html",
        {
            "heading": _("Take back the extension for %(name)s?") % {"name": extension.institution},
            "consequence": _("The call closes for this school as for all others. The school is told by email."),
            "submit": _("Take it back"), "cancel": then,
        },
    )
