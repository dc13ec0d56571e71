"""What each consent means, in plain words: for the guardian's page and the printed form."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from talent.people.models import ConsentItem, ConsentKind, ConsentRequest


@dataclass(frozen=True)
class Words:
    """One item in words: a question that yes or no answers, what it means, and what follows from a withdrawal."""

    question: str
    meaning: str
    withdrawal: str


def words_of(item: ConsentItem, request: ConsentRequest, *, own: bool) -> Words:
    """The item's words to a guardian, or with `own` to the student who is of age."""
    names = {
        "student": request.person.name,
        "purpose": request.purpose,
        "host": (item.host or request.organiser).name,
        "organiser": request.organiser.name,
    }
    question, meaning = (own_words if own else guardian_words)(item.kind)
    return Words(question % names, meaning % names, withdrawal_words(required=item.required, own=own) % names)


def guardian_words(kind: str) -> tuple[str, str]:
    return {
        ConsentKind.TAKING_PART: (
            _("May %(student)s take part in “%(purpose)s”?"),
            _("%(student)s may be nominated and, if chosen, take part with all that belongs to the programme. "
              "%(organiser)s and the hosts look after the students during it."),
        ),
        ConsentKind.PHOTOGRAPHS: (
            _("May pictures of %(student)s be taken and shown?"),
            _("Photographs and films made at “%(purpose)s” may show %(student)s in reports, on the organiser's pages "
              "and in the press. After a no, no picture that shows %(student)s is published."),
        ),
        ConsentKind.MEDICAL: (
            _("May %(student)s be treated by a doctor in an emergency?"),
            _("If nobody of the family can be reached in time, those who look after the students may agree to the "
              "treatment that a doctor thinks necessary. The family is told as soon as possible."),
        ),
        ConsentKind.SHARING: (
            _("May %(host)s be given the data of %(student)s that it needs?"),
            _("Name, date of birth, gender, school, grade, languages, what the school wrote in the nomination, and "
              "camps, contests, awards and certificates of the talent record. "
              "%(host)s may use them for “%(purpose)s” and for nothing else."),
        ),
        ConsentKind.NAME: (
            _("May the name of %(student)s stand in published results?"),
            _("Anyone can read published results. After a no, they show a code in place of the name."),
        ),
    }[ConsentKind(kind)]


def own_words(kind: str) -> tuple[str, str]:
    return {
        ConsentKind.TAKING_PART: (
            _("Do you want to take part in “%(purpose)s”?"),
            _("You may be nominated and, if chosen, take part with all that belongs to the programme. "
              "%(organiser)s and the hosts run it."),
        ),
        ConsentKind.PHOTOGRAPHS: (
            _("May pictures of you be taken and shown?"),
            _("Photographs and films made at “%(purpose)s” may show you in reports, on the organiser's pages and in "
              "the press. After a no, no picture that shows you is published."),
        ),
        ConsentKind.MEDICAL: (
            _("May you be treated by a doctor in an emergency?"),
            _("If you cannot answer for yourself, those who look after the students may agree to the treatment that a "
              "doctor thinks necessary."),
        ),
        ConsentKind.SHARING: (
            _("May %(host)s be given the data about you that it needs?"),
            _("Name, date of birth, gender, school, grade, languages, what your school wrote in the nomination, and "
              "camps, contests, awards and certificates of your talent record. "
              "%(host)s may use them for “%(purpose)s” and for nothing else."),
        ),
        ConsentKind.NAME: (
            _("May your name stand in published results?"),
            _("Anyone can read published results. After a no, they show a code in place of your name."),
        ),
    }[ConsentKind(kind)]


def withdrawal_words(*, required: bool, own: bool) -> str:
    if required and own:
        return _(
            "This consent is needed to take part. From the moment you withdraw it, your nomination or registration "
            "for “%(purpose)s” is no longer confirmed, and your place may go to somebody else."
        )
    if required:
        return _(
            "This consent is needed to take part. From the moment you withdraw it, the nomination or registration of "
            "%(student)s for “%(purpose)s” is no longer confirmed, and the place may go to somebody else."
        )
    if own:
        return _("You can still take part in “%(purpose)s”. What was done before the withdrawal stays lawful.")
    return _(
        "%(student)s can still take part in “%(purpose)s”. What was done before the withdrawal stays lawful."
    )
