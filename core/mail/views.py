from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core.accounts.access import requires
from core.audit.lifecycle import Refused
from core.audit.record import record_reading
from core.lists.listing import Column, Filter, Listing
from core.mail.models import Message, MessageState
from core.mail.send_again import may_be_sent_again, send_again

OUTBOX = Listing(
    name="outbox",
    columns=[
        Column("created_at", gettext_lazy("Written"), "created_at", sort="id"),
        Column("to", gettext_lazy("To"), "to", sort="to"),
        Column(
            "subject", gettext_lazy("Subject"), "subject",
            link=lambda message: reverse("message", args=[message.key]),
        ),
        Column("state", gettext_lazy("State"), "get_state_display", state=True),
        Column("tries", gettext_lazy("Tries"), "tries"),
        Column("error", gettext_lazy("What the mail server said"), "error", only_export=True),
    ],
    filters=[Filter("state", gettext_lazy("State"), MessageState.choices, "state")],
    search=("to", "to_name", "subject"),
    sort="-id",
    empty=gettext_lazy("No message has been written yet."),
    empty_next=gettext_lazy("Every email that Luminary writes stands here, whether it was sent or not."),
)


@requires("mail.see_outbox")
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Every message, newest first; the text is left where it is until somebody opens one."""
    return OUTBOX.answer(request, Message.objects.defer("body", "html"), "core/mail/outbox.html")


def load_message(key: str) -> Message:
    return get_object_or_404(Message, key=key)


@requires("mail.see_outbox", load_message)
@require_safe
def message(request: HttpRequest, subject: Message) -> HttpResponse:
    """One message with its text. The reading is logged: a message may hold a link that opens something."""
    record_reading("message", subject, request.user)
    return render(
        request, "core/mail/message.html", {"subject": subject, "may_be_sent_again": may_be_sent_again(subject)}
    )


@requires("mail.send_again", load_message)
@require_http_methods(["GET", "HEAD", "POST"])
def send_message_again(request: HttpRequest, subject: Message) -> HttpResponse:
    address = reverse("message", args=[subject.key])
    if request.method == "POST":
        try:
            send_again(subject, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The message is queued again."))
        return redirect(address)
    return render(
        request,
        "pages/confirm.html",
        {
            "heading": _("Send this message again?"),
            "consequence": _("“%(subject)s” goes to %(to)s once more. If the first one did arrive, they get it twice.")
            % {"subject": subject.subject, "to": subject.to},
            "submit": _("Send again"),
            "cancel": address,
            "tone": "primary",
        },
    )
