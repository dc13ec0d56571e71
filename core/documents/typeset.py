"""Documents as PDF, typeset by Typst with fonts for every script of the member countries.

A document is a Typst file beside the page templates and the values it is filled with. Values reach it as JSON,
never as source, so nothing that somebody typed is ever run.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils.http import content_disposition_header

FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_khmer", "fontpkg_noto_sans_tamil", "fontpkg_noto_sans_thai")
# Lao and Burmese are in no package, so their files come with this room, under the licence beside them. Chinese and
# Japanese are taken from the machine where it has them.
OWN_FONTS = Path(__file__).parent / "fonts"


@cache
def fonts() -> typst.Fonts:
    """All fonts, looked through once in a process."""
    folders = [str(OWN_FONTS)]
    for package in FONT_PACKAGES:
        spec = find_spec(package)
        if spec and spec.origin:
            folders.append(str(Path(spec.origin).parent / "files"))
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=folders)


def typeset(template: str, values: Mapping[str, Any]) -> bytes:
    """The PDF of `templates/<template>`, which reads `values` by `json(bytes(sys.inputs.values))`.

    `values` are JSON values, lazy translations, dates and moments (written as ISO 8601). The PDF is tagged, so that
    a screen reader can read it. Raises `typst.TypstError` for a faulty template.
    """
    root = Path(settings.BASE_DIR) / "templates"
    inputs = {"values": json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)}
    return typst.compile(str(root / template), root=str(root), sys_inputs=inputs, font_paths=fonts())


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """The PDF as a file to save; kept by no cache."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "private, no-store"
    return response
