from django.utils.translation import gettext_lazy as _

from events.copying.calls import copy_calls
from events.copying.copy import Part, copies

copies(Part("calls", _("Calls, as drafts that ask the same"), copy_calls, order=20))
