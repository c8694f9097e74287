"""Answers to send instead of the API's own: Latchkey's refusals, and those of this package (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

_RETRY_AFTER = 5
"""Seconds after which a client may retry while Latchkey is unreachable."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A complete answer: status, headers and the bytes of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def status_line(self) -> str:
        """Status and reason phrase, as WSGI wants them."""
        try:
            return f"{self.status} {HTTPStatus(self.status).phrase}"
        except ValueError:
            return f"{self.status} Refused"


class Refusal(Exception):
    """Raised in a handler, it makes the middleware send its refusal."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(f"refused with status {refused.status}")
        self.refused = refused


def unavailable() -> Refused:
    """Without a decision there is no call: the guard must fail closed."""
    return _refused(
        503,
        "unavailable",
        "Access cannot be checked right now",
        "The service that decides on calls to this API does not answer. Try again in a few seconds.",
        "wait",
        {"retry-after": str(_RETRY_AFTER)},
    )


def unreadable() -> Refused:
    """A call that cannot be described to Latchkey."""
    detail = "The request has a header or a target that cannot be passed on."
    return _refused(400, "invalid_request", "The request cannot be read", detail, "fix_request")


def unnamed() -> Refused:
    """A call of which the application cannot say what it is."""
    detail = "The body cannot be read, or is too long, so it is not clear what is called."
    return _refused(400, "invalid_request", "The request cannot be read", detail, "fix_request")


def headers_too_large() -> Refused:
    """RFC 6585 section 5: the headers are too large to be judged."""
    detail = "Send fewer or shorter request headers."
    return _refused(431, "invalid_request", "The request headers are too large", detail, "fix_request")


def not_through_latchkey(code: str, detail: str) -> Refused:
    """A call that did not come through Latchkey, at an API behind it."""
    title = "The call did not come through the front door"
    return _refused(401, code, title, detail, "none", {"www-authenticate": "Bearer"})


def not_permitted(permission: str) -> Refused:
    """The caller's role lacks a permission that a handler asks for; a new token would not help."""
    detail = f"Your role does not permit {permission}."
    return _refused(403, "insufficient_role", "Insufficient Role", detail, "ask_admin")


def _refused(
    status: int, code: str, title: str, detail: str, remedy: str, headers: Mapping[str, str] | None = None
) -> Refused:
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "checks": [],
        "remedy": remedy,
    }
    told = {"content-type": "application/problem+json", "cache-control": "no-store", **(headers or {})}
    return Refused(status, told, json.dumps(body, separators=(",", ":")).encode())
