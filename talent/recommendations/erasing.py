from talent.people.erasure import Erased, erased_with_nomination
from talent.recommendations.models import Recommendation

erased_with_nomination(Erased(Recommendation, "nomination", deleted=True))
