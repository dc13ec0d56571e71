from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.lists.listing import Column, Filter
from events.programmes.home import Section, stands_on_edition_home
from events.programmes.models import Edition
from events.registration.coming import Addition, adds_to_who_comes
from events.registration.models import Registration


def group_name(registration: Registration) -> str:
    member = getattr(registration, "group_member", None)
    return member.group.name if member else ""


@adds_to_who_comes
def groups_in_the_list(edition: Edition) -> Addition:
    groups = list(edition.groups.all())
    if not groups:
        return Addition()
    return Addition(
        filters=[Filter("group", _("Group"), [(each.key, each.name) for each in groups], "group_member__group__key")],
        columns=[Column("group", _("Group"), group_name)],
        related=["group_member__group"],
    )


@stands_on_edition_home
def groups_section(request: HttpRequest, edition: Edition) -> Section:
    return Section("events/timetable/home_section.html", {
        "number": edition.groups.count(), "runs": request.user.has_perm("timetable.make_groups", edition),
    }, order=25)
