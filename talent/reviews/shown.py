"""What a panel's work puts on the organiser's page of a call."""

from django.http import HttpRequest

from talent.calls.call_home import Section, stands_on_call_home
from talent.calls.models import Call, CallState
from talent.reviews.closing import reviews_are_closed
from talent.reviews.progress import progress_of_panel


@stands_on_call_home
def panel_of_call(request: HttpRequest, call: Call) -> Section | None:
    """The panel and how far it is, with the way to what comes next; nothing for a draft."""
    if call.state == CallState.DRAFT:
        return None
    members = progress_of_panel(call)
    return Section(
        "talent/reviews/_call_section.html",
        {
            "members": sum(each.panellist.left_at is None for each in members),
            "done": sum(each.done for each in members), "asked": sum(each.asked for each in members),
            "closed": call.state == CallState.REVIEWING and reviews_are_closed(call),
        },
        order=30,
    )
