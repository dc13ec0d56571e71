"""How one consent request stands, told to the school: who was asked, who answered what."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.mail.models import Message
from talent.people.consent_mail import Asked, who_is_asked
from talent.people.models import ConsentAnswer, ConsentItem, ConsentRequest


@dataclass(frozen=True)
class Line:
    """One who is asked now, or was: the last mail to them, and the items they have answered with the last answer."""

    asked: Asked
    mail: Message | None
    said: list[tuple[ConsentItem, ConsentAnswer]]
    now: bool


def lines_of(request: ConsentRequest, items: Sequence[ConsentItem]) -> list[Line]:
    """Everybody who is asked now, and everybody else who has answered (a guardian before, the student since)."""
    said = ConsentAnswer.objects.filter(item__request=request).order_by("pk")
    answers = list(said.select_related("guardian", "recorded_by", "paper"))
    last = {(answer.guardian_id, answer.item_id): answer for answer in answers}
    mails = {mail.to.lower(): mail for mail in Message.objects.filter(about=request.key).order_by("pk")}
    everybody = who_is_asked(request)
    now = set(map(guardian_pk, everybody))
    known = set(now)
    for answer in answers:
        if answer.guardian_id not in known:
            known.add(answer.guardian_id)
            everybody.append(Asked(request, answer.guardian))
    return [
        Line(
            asked,
            mails.get(asked.email.lower()) if asked.email else None,
            [(item, last[guardian_pk(asked), item.pk]) for item in items if (guardian_pk(asked), item.pk) in last],
            guardian_pk(asked) in now,
        )
        for asked in everybody
    ]


def guardian_pk(asked: Asked) -> int | None:
    return asked.guardian.pk if asked.guardian else None
