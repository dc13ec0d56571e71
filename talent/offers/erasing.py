from talent.offers.models import Offer
from talent.people.erasure import Erased, erased_with_nomination

erased_with_nomination(Erased(Offer, "nomination"))
