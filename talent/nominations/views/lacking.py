"""The pages that show at a glance what still lacks: to a school by nominee, to the organiser by school."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.accounts.access import requires
from core.files.export import FORMATS, table_response
from talent.calls.loading import load_call
from talent.calls.models import Call
from talent.nominations.at_a_glance import lines_of, school_lines
from talent.nominations.loading import load_part
from talent.nominations.permissions import SchoolsPart
from talent.nominations.still_lacking import things_of
from talent.nominations.views.school import part_context


@requires("nominations.nominate", load_part)
@require_safe
def school_lacks(request: HttpRequest, part: SchoolsPart) -> HttpResponse:
    """Nominees by things; each missing thing leads to the very place where it is mended."""
    things = things_of(part.call)
    lines = lines_of(part.call, part.institution, things)
    columns = [
        (thing, sum(bool(line.cells[at]) for line in lines)) for at, thing in enumerate(things)
    ]
    return render(request, "talent/nominations/school_lacks.html", {
        **part_context(request, part), "columns": columns,
        "lines": [(line, list(zip(things, line.cells, strict=True))) for line in lines],
        "whole": sum(not line.lacks and not line.to_submit for line in lines),
        "to_submit": sum(line.to_submit for line in lines),
    })


@requires("nominations.see_call_nominations", load_call)
@require_safe
def call_lacks(request: HttpRequest, call: Call) -> HttpResponse:
    """Schools by things, as numbers; also as a table to download."""
    things, lines = school_lines(call)
    if (wanted := request.GET.get("export", "")) in FORMATS:
        header = [_("School"), _("Country"), _("Submitted"), _("Drafts"), *(str(thing.label) for thing in things)]
        rows = (
            [line.institution.name, line.institution.country.code, line.submitted, line.drafts,
             *(line.lacking[thing.name] for thing in things)]
            for line in lines
        )
        return table_response("still-lacking", header, rows, wanted)
    return render(request, "talent/nominations/call_lacks.html", {
        "call": call, "things": things, "formats": FORMATS,
        "lines": [(line, [(thing, line.lacking[thing.name]) for thing in things]) for line in lines],
        "totals": [sum(line.lacking[thing.name] for line in lines) for thing in things],
        "submitted": sum(line.submitted for line in lines), "drafts": sum(line.drafts for line in lines),
    })
