"""Pages that stand in for the rooms' own, to try forms through the whole request."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path

from core.accounts.access import signed_in
from core.files.fields import CheckedFileField
from core.files.models import UploadKind


class EvidenceForm(forms.Form):
    title = forms.CharField()
    paper = CheckedFileField(kinds=[UploadKind.DOCUMENT, UploadKind.PICTURE])
    extra = CheckedFileField(kinds=[UploadKind.PICTURE], required=False)


@signed_in
def evidence(request) -> HttpResponse:
    form = EvidenceForm(request.POST or None, request.FILES or None)
    for field in ("paper", "extra"):
        form.fields[field].by = request.user
    if form.is_valid():
        extra = form.cleaned_data["extra"]
        return HttpResponse(f"{form.cleaned_data['paper'].name}|{extra.name if extra else ''}")
    return render(request, "pages/form_page.html", {"form": form, "heading": "Evidence", "submit": "Send"})


urlpatterns = [path("evidence", evidence), path("", include("config.urls"))]
