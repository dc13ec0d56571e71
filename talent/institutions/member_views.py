"""Pages of members and invitations."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.access import by_link, requires
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.lists.listing import Column, Filter, Listing
from core.mail.links import LinkExpired, LinkRefused
from talent.institutions.forms import InviteForm, SuccessorForm
from talent.institutions.invitations import (
    INVITATION_LINK,
    accept,
    hand_over,
    has_run_out,
    invite,
    is_for,
    withdraw,
)
from talent.institutions.members import end_membership
from talent.institutions.membership import memberships_of
from talent.institutions.models import Institution, InstitutionState, Invitation, InvitationState, Membership
from talent.institutions.roles import roles_at
from talent.institutions.views import institution_by_key


def members_listing(institution: Institution, user: User, *, may_end: bool) -> Listing:
    """The list of members; `may_end` leads to ending anybody's membership, one's own can be ended anyway."""

    def can_end(row: Membership) -> bool:
        return may_end or row.user_id == user.pk

    return Listing(
        name="members",
        columns=[
            Column("name", _("Name"), "user.name", sort="user__name"),
            Column("email", _("Email"), "user.email", sort="user__email"),
            Column("role", _("Role"), "get_role_display", sort="role", machine=lambda row: row.role),
            Column("since", _("Since"), lambda row: row.created_at.date(), sort="created_at"),
            Column("end", _("End"), lambda row: _("End membership") if can_end(row) else "", only_page=True,
                   link=lambda row: reverse("end_membership", kwargs={"key": row.key}) if can_end(row) else None),
        ],
        filters=[Filter("role", _("Role"), [(role.value, role.label) for role in roles_at(institution.kind)], "role")],
        search=["user__name", "user__email"],
        sort="user__name",
    )


def membership_by_key(key: str) -> Membership:
    return get_object_or_404(
        Membership.objects.active().select_related("institution", "user"), key=key
    )


def invitation_by_key(key: str) -> Invitation:
    return get_object_or_404(Invitation.objects.select_related("institution", "by"), key=key)


def own_leading(institution: Institution, user: User) -> Membership | None:
    """The reader's own membership that they may hand over."""
    mine = [each for each in memberships_of(user) if each.institution_id == institution.pk]
    return next((each for each in mine if user.has_perm("institutions.hand_over", each)), None)


@requires("institutions.see_members", institution_by_key)
@require_GET
def members(request: HttpRequest, institution: Institution) -> HttpResponse:
    """Who acts for the institution, and who is invited."""
    may_invite = request.user.has_perm("institutions.invite", institution)
    listing = members_listing(institution, request.user, may_end=may_invite)
    invitations = institution.invitations.filter(state=InvitationState.OPEN).select_related("by").order_by("-pk")
    return listing.answer(
        request, institution.memberships.active().select_related("user"), "talent/institutions/members.html",
        {
            "institution": institution, "may_invite": may_invite,
            "own": own_leading(institution, request.user),
            "verified": institution.state == InstitutionState.VERIFIED,
            "invitations": [(each, has_run_out(each)) for each in invitations[:200]] if may_invite else [],
        },
    )


@requires("institutions.invite", institution_by_key)
@require_http_methods(["GET", "POST"])
def invite_colleague(request: HttpRequest, institution: Institution) -> HttpResponse:
    list_page = reverse("members", kwargs={"key": institution.key})
    form = InviteForm(request.POST or None, institution=institution)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invite(institution, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is invited by email.") % {"name": invitation.name})
            return redirect(list_page)
    return render(request, "pages/form_page.html", {
        "heading": _("Invite a colleague to %(institution)s") % {"institution": institution}, "form": form,
        "submit": _("Send the invitation"), "cancel": list_page,
        "lead": _("They get an email with a link that opens for two weeks and works once."),
    })


@requires("institutions.end_membership", membership_by_key)
@require_http_methods(["GET", "POST"])
def end_of_membership(request: HttpRequest, membership: Membership) -> HttpResponse:
    own = membership.user_id == request.user.pk
    list_page = reverse("members", kwargs={"key": membership.institution.key})
    if request.method == "POST":
        try:
            end_membership(membership, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(list_page)
        messages.success(request, _("The membership of %(person)s has ended.") % {"person": membership.user})
        return redirect("home" if own else list_page)
    return render(request, "pages/confirm.html", {
        "heading": _("End the membership of %(person)s?") % {"person": membership.user},
        "consequence": _(
            "%(person)s can no longer act for %(institution)s as %(role)s. What they did stays. To come back they "
            "need a new invitation."
        ) % {"person": membership.user, "institution": membership.institution, "role": membership.get_role_display()},
        "submit": _("End the membership"), "cancel": list_page,
    })


@requires("institutions.hand_over", membership_by_key)
@require_http_methods(["GET", "POST"])
def hand_over_membership(request: HttpRequest, membership: Membership) -> HttpResponse:
    """To a successor: what waits is the institution's, so they find all of it."""
    list_page = reverse("members", kwargs={"key": membership.institution.key})
    form = SuccessorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = hand_over(membership, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("%(name)s is asked by email to take over. Until then you stay.") % {"name": invitation.name}
            )
            return redirect(list_page)
    return render(request, "pages/form_page.html", {
        "heading": _("Hand over to a successor"), "form": form, "submit": _("Ask the successor"), "cancel": list_page,
        "lead": _(
            "They get an email with a link that opens for two weeks. As they accept, they become %(role)s of "
            "%(institution)s and your membership ends. Students, nominations and whatever waits stay with "
            "%(institution)s, so they find all of it."
        ) % {"role": membership.get_role_display(), "institution": membership.institution},
    })


@requires("institutions.withdraw_invitation", invitation_by_key)
@require_http_methods(["GET", "POST"])
def withdraw_invitation(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    list_page = reverse("members", kwargs={"key": invitation.institution.key})
    if request.method == "POST":
        try:
            withdraw(invitation, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The invitation of %(name)s is withdrawn.") % {"name": invitation.name})
        return redirect(list_page)
    return render(request, "pages/confirm.html", {
        "heading": _("Withdraw the invitation of %(name)s?") % {"name": invitation.name},
        "consequence": _("The link in their email opens no more."),
        "submit": _("Withdraw the invitation"), "cancel": list_page,
    })


@by_link
@require_GET
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the mail's link leads: to the answer, by way of sign-in or sign-up where needed."""
    try:
        found = Invitation.objects.select_related("institution", "by").get(key=INVITATION_LINK.open(token)["i"])
    except LinkExpired:
        return render(request, "talent/institutions/invitation_closed.html", {"why": "expired"}, status=410)
    except (LinkRefused, Invitation.DoesNotExist):
        return render(request, "talent/institutions/invitation_closed.html", {"why": "broken"}, status=404)
    if found.state != InvitationState.OPEN:
        return render(request, "talent/institutions/invitation_closed.html", {"why": found.state}, status=410)
    if is_for(found, request.user):
        return redirect("answer_invitation", key=found.key)
    return render(request, "talent/institutions/invitation.html", {
        "invitation": found, "next": reverse("answer_invitation", kwargs={"key": found.key}),
    })


@requires("institutions.answer_invitation", invitation_by_key)
@require_http_methods(["GET", "POST"])
def answer_invitation(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.method == "POST":
        try:
            accept(invitation, request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("home")
        messages.success(
            request, _("Welcome to %(institution)s.") % {"institution": invitation.institution}
        )
        return redirect("home")
    if invitation.state != InvitationState.OPEN or has_run_out(invitation):
        why = invitation.state if invitation.state != InvitationState.OPEN else "expired"
        return render(request, "talent/institutions/invitation_closed.html", {"why": why}, status=410)
    return render(request, "pages/confirm.html", {
        "heading": _("Join %(institution)s?") % {"institution": invitation.institution},
        "consequence": invitation_words(invitation) % {
            "by": invitation.by, "institution": invitation.institution, "role": invitation.get_role_display(),
        },
        "submit": _("Join"), "cancel": reverse("home"), "tone": "primary",
    })


def invitation_words(invitation: Invitation) -> str:
    if invitation.hands_over_id:
        return _(
            "%(by)s asks you to take over as %(role)s of %(institution)s. As you join, their membership ends, and what "
            "waits for the %(role)s waits for you."
        )
    return _("%(by)s invites you to act for %(institution)s as %(role)s.")
