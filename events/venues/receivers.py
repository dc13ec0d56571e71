from django.utils.translation import gettext_lazy as _

from events.copying.copy import Part, copies
from events.venues.copied import copy_venues

copies(Part("venues", _("Venues (without their links to join)"), copy_venues, order=10))
