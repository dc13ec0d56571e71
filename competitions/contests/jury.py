"""Who sits in a contest's jury."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from competitions.contests.models import Contest, Juror, JuryRole
from core.accounts.models import User
from core.audit.lifecycle import Refused
from core.audit.record import record
from core.mail.queue import queue_message


def seat(contest: Contest, email: str, role: str, by: User) -> Juror:
    """Give the person with this email a seat and tell them. Raises Refused."""
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise Refused(
            _("Nobody with the email %(email)s has an account. Ask them to sign up, then give them the seat.")
            % {"email": email.strip()}
        )
    try:
        with transaction.atomic():
            juror = Juror.objects.create(contest=contest, user=user, role=role)
            record("gave a seat in the jury", contest, by, role=role, juror=juror.key)
            tell(juror, by)
    except IntegrityError:
        raise Refused(_("%(name)s sits in this jury already.") % {"name": user}) from None
    return juror


def change_role(juror: Juror, role: str, by: User) -> Juror:
    """Make a juror chair or a chair juror. Raises Refused."""
    with transaction.atomic():
        keep_a_chair(juror, role)
        juror.role = role
        juror.save(update_fields=["role", "updated_at"])
        record("changed a seat in the jury", juror.contest, by, role=role, juror=juror.key)
    return juror


def unseat(juror: Juror, by: User) -> None:
    """Take the seat back; the marks they entered stay. Raises Refused."""
    with transaction.atomic():
        keep_a_chair(juror, "")
        record("took a seat in the jury back", juror.contest, by, juror=juror.key)
        juror.delete()


def keep_a_chair(juror: Juror, role: str) -> None:
    """After preparation a jury is never without a chair: somebody must be able to decide."""
    contest = Contest.objects.select_for_update(no_key=True).get(pk=juror.contest_id)
    if juror.role != JuryRole.CHAIR or role == JuryRole.CHAIR or contest.state == Contest.State.PREPARING:
        return
    if not contest.jury.filter(role=JuryRole.CHAIR).exclude(pk=juror.pk).exists():
        raise Refused(_("The jury would be without a chair. Name another chair first."))


def tell(juror: Juror, by: User) -> None:
    contest = juror.contest
    queue_message(
        "competitions/contests/mail/seat",
        to=juror.user.email, to_name=juror.user.name, language=juror.user.language,
        once=f"jury-seat:{juror.key}", about=contest.key,
        context={
            "contest": contest.title, "edition": contest.edition.title, "role": juror.get_role_display(), "by": by.name,
            "chair": juror.role == JuryRole.CHAIR,
            "address": settings.SITE_URL + reverse("contest", kwargs={"key": contest.key}),
        },
    )
