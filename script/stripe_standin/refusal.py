"""How Stripe says no: a status, a type, a code, a sentence, and which parameter it is about."""

from typing import Any


class Refusal(Exception):
    """An error answer. `saved` says whether an idempotency key remembers it (what failed validation is not)."""

    def __init__(
        self, message: str, *, status: int = 400, kind: str = "invalid_request_error", code: str | None = None,
        param: str | None = None, saved: bool = False, **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.saved = saved
        self.error = {"message": message, "type": kind, **more}
        if code:
            self.error |= {"code": code, "doc_url": f"https://docs.stripe.com/error-codes/{code.replace('_', '-')}"}
        if param:
            self.error["param"] = param


def missing(param: str) -> Refusal:
    return Refusal(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(param: str) -> Refusal:
    return Refusal(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def invalid(param: str, why: str, code: str | None = None) -> Refusal:
    return Refusal(why, code=code, param=param)


def no_such(kind: str, key: str, param: str | None = None) -> Refusal:
    return Refusal(f"No such {kind}: '{key}'", status=404, code="resource_missing", param=param)
