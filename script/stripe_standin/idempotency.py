"""Idempotency keys: the same request again gets the same answer, another under the same key is refused.

What fails validation is not remembered, and two at the same time under one key are not both begun: the second is
told so (409), as docs.stripe.com/api/idempotent_requests and /error-low-level have it.
"""

import hashlib
import threading
import time
from collections.abc import Callable

from script.stripe_standin.refusal import Refusal

LONGEST = 255
KEPT = 24 * 3600

Answer = tuple[int, dict]


class Idempotency:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.answers: dict[str, tuple[str, Answer, float]] = {}
        self.under_way: dict[str, str] = {}

    def once(self, key: str | None, request: str, act: Callable[[], Answer]) -> tuple[Answer, bool]:
        """The answer, and whether it is an earlier one. `request` is the method, path and body."""
        if not key:
            return act(), False
        if len(key) > LONGEST:
            raise Refusal("Idempotency keys can be at most 255 characters.", kind="idempotency_error")
        told = hashlib.sha256(request.encode()).hexdigest()
        with self.lock:
            if earlier := self.earlier(key, told):
                return earlier, True
            if key in self.under_way:
                raise Refusal(
                    "There is currently another in-progress request using this Idempotent Key.", status=409,
                    kind="idempotency_error", code="idempotency_key_in_use",
                )
            self.under_way[key] = told
        try:
            answer = act()
            with self.lock:
                self.answers[key] = (told, answer, time.time())
        except Refusal as refusal:
            if refusal.saved:
                with self.lock:
                    self.answers[key] = (told, (refusal.status, {"error": refusal.error}), time.time())
            raise
        finally:
            with self.lock:
                self.under_way.pop(key, None)
        return answer, False

    def earlier(self, key: str, told: str) -> Answer | None:
        found = self.answers.get(key)
        if found is None or time.time() - found[2] > KEPT:
            return None
        if found[0] != told:
            raise Refusal(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{key}' if you meant to execute a different request.",
                kind="idempotency_error",
            )
        return found[1]
