"""The core's models, gathered from its rooms."""

from core.accounts.models import DemonstrationAccount, User
from core.audit.models import Entry, Reading
from core.files.models import Upload
from core.mail.models import Message, RevokedLink
from core.schedule.models import LastRun

__all__ = ["DemonstrationAccount", "Entry", "LastRun", "Message", "Reading", "RevokedLink", "Upload", "User"]
