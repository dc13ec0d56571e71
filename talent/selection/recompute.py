"""A proposal as the two files that `select_nominations` takes, so that an outsider can compute it again."""

import hashlib
import json
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from core.files.export import csv_lines
from core.files.spreadsheets import CONTROLS
from talent.selection.attributes import rules_of
from talent.selection.models import Proposal, Standing
from talent.selection.quotas import QuotaRule

CAME = ("raw_mean", "standard_error", "reviews", "rank", "computed", "computed_reason", "outcome", "changed_by_hand")


def nominations_csv(proposal: Proposal, standings: Sequence[Standing]) -> bytes:
    """`id,score` and every attribute; the score is the one that was ranked by (0 for who has none).

    Beside them what came of it, which the command passes over. Nobody's name, nor what people wrote when they
    changed something by hand.
    """
    columns = sorted({column for each in standings for column in each.traits})
    rows = (
        [
            each.nomination.key, each.score, *(each.traits.get(column, "") for column in columns), each.raw, each.error,
            each.reviews, each.rank, yes(each.proposed), CONTROLS.sub("", each.reason), each.state,
            yes(bool(each.adjusted_by_id)),
        ]
        for each in sorted(standings, key=lambda each: each.nomination.key)
    )
    return "".join(csv_lines(["id", "score", *columns, *CAME], rows)).encode()


def yes(fact: bool) -> str:
    return "yes" if fact else "no"


def quotas_toml(proposal: Proposal, standings: Sequence[Standing]) -> bytes:
    """Places, seed, quotas and rulings. Who has no review must not be taken, so a ruling says so."""
    lines = [f"places = {proposal.places}", f"seed = {text(proposal.seed)}"]
    for rule in rules_of(proposal.quotas):
        lines += ["", "[[quota]]", *quota_lines(rule)]
    ruled = {each["key"] for each in proposal.rulings}
    unreviewed = [
        {"key": each.nomination.key, "take": False, "reason": _("Nobody reviewed it.")}
        for each in standings if not each.reviews and each.nomination.key not in ruled
    ]
    for each in [*proposal.rulings, *unreviewed]:
        lines += [
            "", "[[ruling]]", f"id = {text(each['key'])}", f"take = {'true' if each['take'] else 'false'}",
            f"reason = {text(each['reason'])}",
        ]
    return ("\n".join(lines) + "\n").encode()


def quota_lines(rule: QuotaRule) -> Iterator[str]:
    if rule.per:
        yield f"per = {text(rule.per)}"
    else:
        yield "where = {" + ", ".join(f"{text(name)} = {text(str(value))}" for name, value in rule.where) + "}"
    for key, count in (("min", rule.minimum), ("max", rule.maximum)):
        if count is not None:
            yield f"{key} = {count}"
    for key, share in (("min_share", rule.minimum_share), ("max_share", rule.maximum_share)):
        if share is not None:
            # Per cent with two decimals, so four decimals say it exactly.
            yield f"{key} = {int(share * 10_000) / 10_000:.4f}"


def text(value: str) -> str:
    """A TOML string; JSON's strings are TOML's but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
