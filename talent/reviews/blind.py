"""Blind review: what the panel sees of a nominee, and of what was submitted, while the call hides the rest.

A nominee stands under a number made from the nomination's key, the same for everybody on the panel. Files are served
without their names. What stands in texts and files may still tell: schools and the organiser are warned of that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from mimetypes import guess_extension

from django.urls import reverse
from django.utils.translation import gettext as _

from core.files.models import UploadKind
from core.templatetags.pages import country_name
from talent.calls.models import Call, HiddenFromPanel, Question
from talent.nominations.drafts import answers_shown
from talent.nominations.models import Answer, Nomination
from talent.reviews.models import Review

WHO = (HiddenFromPanel.NAME, HiddenFromPanel.SCHOOL)


@dataclass(frozen=True)
class SeenNominee:
    """A nominee as a reviewer sees them; what is hidden is empty, and the name is a number."""

    name: str
    latin_name: str
    school: str
    country: str
    gender: str
    grade: int | None


@dataclass(frozen=True)
class SeenAnswer:
    """One answer as a reviewer sees it: its text, or a file under a neutral name, or that it is hidden."""

    question: Question
    text: str = ""
    file: str = ""
    size: int = 0
    address: str = ""
    hidden: bool = False


def hides(call: Call, what: str) -> bool:
    return what in call.hidden_from_panel


def is_blind(call: Call) -> bool:
    """Whether anything is hidden from reviewers, be it one answer."""
    return bool(call.hidden_from_panel) or call.questions.filter(hidden_from_panel=True).exists()


def hides_who(call: Call) -> bool:
    return any(hides(call, what) for what in WHO)


def seen_nominee(nomination: Nomination) -> SeenNominee:
    """The nominee (loaded with nomination, institution and call) for the eyes of a reviewer."""
    nominee, call = nomination.nominee, nomination.call
    named = not hides(call, HiddenFromPanel.NAME)
    other_name = nominee.latin_name if nominee.latin_name != nominee.name else ""
    return SeenNominee(
        nominee.name if named else nomination.panel_number, other_name if named else "",
        "" if hides(call, HiddenFromPanel.SCHOOL) else nomination.institution.name,
        "" if hides(call, HiddenFromPanel.COUNTRY) else country_name(str(nominee.country)),
        "" if hides(call, HiddenFromPanel.GENDER) else str(nominee.get_gender_display()) if nominee.gender else "",
        nominee.grade,
    )


def seen_answers(review: Review) -> Iterator[SeenAnswer]:
    """Every question of the call with what the reviewer may see of its answer."""
    call = review.nomination.call
    for shown in answers_shown(review.nomination):
        question, answer = shown["question"], shown["answer"]
        if question.hidden_from_panel or (answer and is_hidden_picture(call, answer)):
            yield SeenAnswer(question, hidden=True)
        elif answer and answer.upload:
            address = reverse("review_evidence", kwargs={"key": review.key, "question": question.key})
            yield SeenAnswer(
                question, file=neutral_name(call, answer), size=answer.upload.size, address=address
            )
        else:
            yield SeenAnswer(question, text=answer.text if answer else "")


def is_hidden_picture(call: Call, answer: Answer) -> bool:
    picture = answer.upload is not None and answer.upload.kind == UploadKind.PICTURE
    return picture and hides(call, HiddenFromPanel.PHOTOGRAPH)


def neutral_name(call: Call, answer: Answer) -> str:
    """The name a reviewer gets a file under: the school's own only where nothing about who it is is hidden."""
    if answer.upload is None:
        return ""
    if not hides_who(call):
        return answer.upload.name
    ending = guess_extension(answer.upload.content_type) or ""
    return _("evidence-%(number)s%(ending)s") % {"number": answer.question.order, "ending": ending}


def may_read(review: Review, answer: Answer) -> bool:
    """Whether the reviewer may open this file of theirs to review."""
    return not answer.question.hidden_from_panel and not is_hidden_picture(review.nomination.call, answer)
