"""What nominations put on the organiser's page of a call."""

from django.db.models import Count
from django.http import HttpRequest

from talent.calls.call_home import Section, stands_on_call_home
from talent.calls.models import Call
from talent.nominations.models import NOT_HANDED_IN, NominationState


@stands_on_call_home
def nominations_of_call(request: HttpRequest, call: Call) -> Section:
    """How many came in, by state; drafts are the schools' own."""
    counts = dict(call.nominations.order_by().values_list("state").annotate(n=Count("pk")))
    submitted = [
        (label, counts[value]) for value, label in NominationState.choices
        if value not in NOT_HANDED_IN and value in counts
    ]
    return Section("talent/nominations/_call_section.html", {"submitted": submitted}, order=10)
