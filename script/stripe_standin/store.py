"""What the stand-in remembers: every object by its id, in the order made; in a SQLite file where one is named."""

import json
import secrets
import sqlite3
import string
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from script.stripe_standin.parameters import one_of, table, text, whole
from script.stripe_standin.refusal import Refusal, invalid, no_such

Thing = dict[str, Any]
LETTERS = string.ascii_letters + string.digits
WORDS = {
    "checkout.session": "checkout.session", "payment_intent": "payment_intent", "charge": "charge",
    "refund": "refund", "balance_transaction": "balance transaction", "event": "notification",
    "webhook_endpoint": "webhook endpoint",
}


class Store:
    """All objects of one account. Whoever changes one holds `lock`."""

    def __init__(self, path: str = ":memory:") -> None:
        self.lock = threading.RLock()
        self.things: dict[str, Thing] = {}
        self.order: dict[str, int] = {}
        # Kept apart from what the API shows: signing secrets, what a page needs.
        self.hidden: dict[str, Thing] = {}
        self.file = sqlite3.connect(path, check_same_thread=False)
        self.file.execute("create table if not exists thing (id text primary key, number integer, shown, hidden)")
        for key, number, shown, hidden in self.file.execute("select * from thing order by number"):
            self.things[key], self.order[key], self.hidden[key] = json.loads(shown), number, json.loads(hidden)

    def new(self, prefix: str, kind: str, fields: Thing, hidden: Thing | None = None) -> Thing:
        key = prefix + "".join(secrets.choice(LETTERS) for _ in range(24))
        made = {"id": key, "object": kind, "created": int(time.time()), "livemode": False, **fields}
        self.things[key] = made
        self.order[key] = len(self.order)
        self.hidden[key] = hidden or {}
        self.keep(made)
        return made

    def keep(self, thing: Thing) -> Thing:
        """Write down what was changed."""
        key = thing["id"]
        self.file.execute(
            "insert or replace into thing values (?, ?, ?, ?)",
            (key, self.order[key], json.dumps(thing), json.dumps(self.hidden[key])),
        )
        self.file.commit()
        return thing

    def forget(self, key: str) -> None:
        for each in (self.things, self.order, self.hidden):
            each.pop(key, None)
        self.file.execute("delete from thing where id = ?", (key,))
        self.file.commit()

    def get(self, kind: str, key: str, param: str | None = None) -> Thing:
        found = self.things.get(key)
        if found is None or found["object"] != kind:
            raise no_such(WORDS.get(kind, kind), key, param)
        return found

    def all(self, kind: str) -> list[Thing]:
        """Every object of a kind, the newest first."""
        found = [thing for thing in self.things.values() if thing["object"] == kind]
        return sorted(found, key=lambda thing: self.order[thing["id"]], reverse=True)

    def page(
        self, kind: str, given: Thing, url: str, keeps: Callable[[Thing], bool] = lambda thing: True
    ) -> Thing:
        """A list as Stripe pages it: `limit`, `starting_after`, `ending_before`, `created`."""
        limit = whole(given, "limit") or 10
        if not 1 <= limit <= 100:
            raise invalid("limit", "Invalid integer: must be between 1 and 100")
        rows = [thing for thing in self.all(kind) if keeps(thing) and in_range(thing, given)]
        after, before = text(given, "starting_after"), text(given, "ending_before")
        if after and before:
            raise Refusal("You cannot use both `starting_after` and `ending_before`.")
        if after:
            number = self.order[self.get(kind, after, "starting_after")["id"]]
            rows = [thing for thing in rows if self.order[thing["id"]] < number]
        if before:
            number = self.order[self.get(kind, before, "ending_before")["id"]]
            rows = [thing for thing in rows if self.order[thing["id"]] > number]
            shown = rows[-limit:]
        else:
            shown = rows[:limit]
        return {"object": "list", "url": url, "has_more": len(rows) > len(shown), "data": shown}

    def expanded(self, thing: Thing, paths: Iterable[str]) -> Thing:
        """A copy with the named references replaced by the objects they name."""
        copy = json.loads(json.dumps(thing))
        for path in paths:
            if path.count(".") >= 4:
                raise Refusal(f"You cannot expand more than 4 levels of a property. Property: {path}", param="expand")
            self.expand(copy, path.split("."), path)
        return copy

    def expand(self, at: Any, path: list[str], whole_path: str) -> None:
        if isinstance(at, list):
            for each in at:
                self.expand(each, path, whole_path)
            return
        if at is None:
            return
        if not isinstance(at, dict) or path[0] not in at:
            raise Refusal(f"This property cannot be expanded ({whole_path}).", param="expand")
        value = at[path[0]]
        if isinstance(value, str) and value in self.things:
            at[path[0]] = value = json.loads(json.dumps(self.things[value]))
        if path[1:]:
            self.expand(value, path[1:], whole_path)


def in_range(thing: Thing, given: Thing) -> bool:
    wanted = given.get("created")
    if not wanted:
        return True
    if isinstance(wanted, str):
        return thing["created"] == whole(given, "created")
    bounds = table(given, "created")
    for name in bounds:
        one_of({"created": name}, "created", {"gt", "gte", "lt", "lte"})
    at = thing["created"]
    return (
        ("gt" not in bounds or at > int(bounds["gt"])) and ("gte" not in bounds or at >= int(bounds["gte"]))
        and ("lt" not in bounds or at < int(bounds["lt"])) and ("lte" not in bounds or at <= int(bounds["lte"]))
    )
