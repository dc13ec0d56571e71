from competitions.contests.models import Entry
from talent.people.erasure import Erased, erased_with_person

# Code, country and delegation stay: they are what a published list is made of.
erased_with_person(
    Erased(Entry, "registration__person", blank={"name": ""}, kept=["code", "delegation"])
)
