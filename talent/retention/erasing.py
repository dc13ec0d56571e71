from talent.people.erasure import Erased, erased_with_person
from talent.retention.models import Erasure

erased_with_person(Erased(Erasure, "person", kept=["counts"]))
