"""Finding what an address names, with what its page and permission need."""

from django.shortcuts import get_object_or_404

from talent.corrections.models import CorrectionPart, CorrectionRequest


def load_correction(key: str) -> CorrectionRequest:
    return get_object_or_404(
        CorrectionRequest.objects.select_related(
            "nomination__call__institution", "nomination__nominee__institution", "nomination__institution",
            "recommendation",
        ),
        key=key,
    )


def load_old_file(key: str, question: str) -> CorrectionPart:
    return get_object_or_404(
        CorrectionPart.objects.select_related("old_upload", "correction__nomination__call"),
        correction__key=key, question__key=question, old_upload__isnull=False,
    )
