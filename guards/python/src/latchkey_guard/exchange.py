"""Signed questions to Latchkey, and its signed answers. The guard key signs both and is never sent."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import jwt


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request to Latchkey. Redirects are not followed: they would carry a token to another server."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    timeout: float


Result = TypeVar("Result")
Steps = Generator[Request, str, Result]
"""Work that needs Latchkey: it yields requests, is sent the text of each answer, and returns its result. So it is
written once for threads and for event loops."""


class Unreachable(Exception):
    """Latchkey does not answer, or another server answers in its place."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that proves who asks, and the verification of its answer."""

    key: str
    nonce: str
    token: str
    body: bytes

    def read(self, text: str) -> Answer:
        """Return the answer. Raises ``Unreachable`` if it is not signed, or was given to another question."""
        try:
            told = jwt.api_jws.PyJWS().decode_complete(text, self.key.encode(), algorithms=["HS256"])
            header, claims = told["header"], json.loads(told["payload"])
            if header.get("typ") != "latchkey-answer+jwt" or "crit" in header or claims["nonce"] != self.nonce:
                raise Unreachable("The answer was given to another question.")
            return _answer(claims)
        except (jwt.PyJWTError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreachable("The answer is not signed with the guard key.") from error


def new_question(
    key: str, endpoint: str, headers: Mapping[str, str], query: str | None = None, nonce: str | None = None
) -> Question:
    """Return a signed question. The query is signed with the rest and stands in no URL. Tests give the nonce."""
    asked = {"headers": dict(headers)} | ({} if query is None else {"query": query})
    body = json.dumps(asked, separators=(",", ":")).encode()
    nonce = nonce or secrets.token_urlsafe(24)
    digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
    claims = {"nonce": nonce, "endpoint": endpoint, "digest": digest}
    return Question(key, nonce, jwt.encode(claims, key, "HS256", {"typ": "latchkey-question+jwt"}), body)


def ask(
    url: str, key: str, endpoint: str, headers: Mapping[str, str], timeout: float, query: str | None = None
) -> Steps[Answer]:
    """Ask Latchkey at ``<url>/<endpoint>``. Raises ``Unreachable``."""
    question = new_question(key, endpoint, headers, query)
    sent = {"content-type": "application/json", "latchkey-question": question.token}
    text = yield Request("POST", f"{url}/{endpoint}", sent, question.body, timeout)
    return question.read(text)


def _answer(claims: Mapping[str, Any]) -> Answer:
    status, headers, body = claims["status"], claims["headers"], claims["body"]
    if type(status) is not int or not isinstance(headers, dict) or not isinstance(body, str):
        raise TypeError("The answer has an unknown shape.")
    joined = {
        name.lower(): ", ".join(value) if isinstance(value, list) else str(value)
        for name, value in headers.items()
    }
    return Answer(status, joined, body)


def checked_url(url: str) -> str:
    """Return Latchkey's address for the API, without a slash at its end. Raises ``ValueError``."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not api_name(url):
        raise ValueError(
            "url: give the address at which Latchkey answers for this API,"
            " such as http://127.0.0.1:4000/.latchkey/my-api"
        )
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("url: give it without query, fragment and credentials")
    return url.rstrip("/")


def api_name(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]
