"""Finding what an address names, with what its page and permission need."""

from django.shortcuts import get_object_or_404

from talent.calls.models import Call, Criterion, Extension, Question


def load_call(key: str) -> Call:
    return get_object_or_404(Call.objects.select_related("institution"), key=key)


def load_shown_call(key: str) -> Call:
    return get_object_or_404(Call.objects.shown().select_related("institution"), key=key)


def load_question(key: str) -> Question:
    return get_object_or_404(Question.objects.select_related("call__institution"), key=key)


def load_criterion(key: str) -> Criterion:
    return get_object_or_404(Criterion.objects.select_related("call__institution"), key=key)


def load_extension(key: str) -> Extension:
    return get_object_or_404(Extension.objects.select_related("call__institution", "institution"), key=key)
