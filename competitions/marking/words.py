"""What the grid's program says to people, in their language. Names in braces are filled in by the page."""

from django.utils.translation import gettext as _


def grid_words() -> dict[str, str]:
    return {
        "saved": _("All saved."),
        "saving": _("Saving …"),
        "unsaved": _("Not saved: {n}."),
        "readOnly": _("For reading only."),
        "offline": _("There is no network; it is sent as soon as there is. Leave this page open."),
        "server": _("The server does not answer; it is tried again. Leave this page open."),
        "signedOut": _("You are no longer signed in. Sign in again and open this page: what you typed is kept here."),
        "closed": _("Marking is closed: no mark changes now."),
        "notMarked": _("not marked"),
        "cellSaving": _("being saved"),
        "cellUnsaved": _("not saved yet"),
        "overtakenCell": _("You typed {typed}; it is now {now}, by {who}."),
        "overtaken": _("{script}: you typed {typed}. {who} made it {now} at {at}. Which one stands?"),
        "refused": _("{script}: {typed} is not stored. {why}"),
        "keepTheirs": _("Keep {now}"),
        "putMine": _("Put {typed}"),
        "goTo": _("Go to it"),
        "dropMine": _("Forget it"),
        "beyond": _("{n} pasted cells lie beyond the grid and were left out."),
        "formOf": _("Form of {code}"),
    }
