"""Asks Latchkey about every call to an API that clients reach directly."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from . import refusals
from .caller import Caller
from .exchange import Answer, Steps, Unreachable, ask, checked_url
from .refusals import Refused
from .selection import Selections
from .transport import close_async, new_pool, run, run_async

MOST_BODY = 1024 * 1024
"""The most bytes of a body that is read to name its operation."""
_MOST_HEADERS = 64 * 1024
"""The most characters of all headers of a call together: more than servers accept."""

# Request headers that are not sent to Latchkey: about the connection (RFC 9110 section 7.6.1), about the body, which
# is not sent, and those that could change Latchkey's answer (conditions, ranges, codings). Headers that `Connection`
# names are sent all the same, because the API sees them.
_KEPT_BACK = frozenset(
    """accept-encoding connection cookie expect forwarded host http2-settings if-match if-modified-since if-none-match
    if-range if-unmodified-since keep-alive proxy-authenticate proxy-authorization proxy-connection range te trailer
    transfer-encoding upgrade""".split()
)
# A client must not set the guard's own headers.
_KEPT_BACK_PREFIXES = ("content-", "latchkey-", "x-forwarded-", ":")
# For the client besides its limits: the next nonce, and the end of a version (RFC 9745, RFC 8594).
_TOLD = frozenset(("dpop-nonce", "deprecation", "sunset", "link"))
# About the connection to Latchkey rather than about the refusal.
_OF_THE_CONNECTION = frozenset(
    """connection content-encoding content-length date keep-alive latchkey-identity server set-cookie trailer
    transfer-encoding upgrade""".split()
)
# These concern the question rather than the call: a wrong URL, or one that Latchkey did not understand.
_NO_REFUSAL = frozenset((421, 500))
_WELL_KNOWN = re.compile(r"/\.well-known/oauth-protected-resource(?:[/?]|\Z)")
# A public document, which browser applications read too (Fetch standard, CORS protocol).
_FOR_ANY_PAGE = {"access-control-allow-origin": "*"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the protected API, as it arrived."""

    method: str
    host: str
    """The ``Host`` header as sent."""
    uri: str
    """Path and query as sent, percent-encoded."""
    headers: Iterable[tuple[str, str]]
    ip: str
    """The client's address."""
    operation: str | None = None
    """The operation of ``x-latchkey-operations``, if the address takes several kinds of calls."""


@dataclass(frozen=True, slots=True)
class Allowed:
    caller: Caller | None
    """``None`` for an operation that is open to everyone."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """These belong on the API's own answer (``RateLimit`` fields)."""


class Guard:
    """Asks Latchkey about calls. Every adapter uses one.

    ``url`` is Latchkey's address for this API, such as ``http://127.0.0.1:4000/.latchkey/my-api``, ``key`` the API's
    guard key, ``timeout`` the seconds after which a question is given up. Raises ``ValueError`` for an invalid option.
    """

    def __init__(self, url: str, key: str, *, timeout: float = 2.0) -> None:
        self._url = checked_url(url)
        if not key:
            raise ValueError("key: give the guard key of this API")
        if not timeout > 0:
            raise ValueError("timeout: give a number of seconds above 0")
        self._key = key
        self._timeout = timeout
        self._selections = Selections(self._url, key, timeout)
        self._pool = new_pool()

    def judge(self, call: Call, name: Callable[[], str | None] | None = None) -> Allowed | Refused:
        """Return the caller, or an answer to send as it is. It never raises: it refuses with status 503 if Latchkey
        cannot decide."""
        return run(self.steps(call, name), self._pool)

    async def judge_async(self, call: Call) -> Allowed | Refused:
        """The same in an event loop."""
        return await run_async(self.steps(call))

    def close(self) -> None:
        """Close the connections of threads to Latchkey. A later question opens new ones."""
        self._pool.close()

    async def aclose(self) -> None:
        """The same for those of the running event loop, which all guards share. ASGI's shutdown does it by itself."""
        await close_async()

    def usage(self, **query: str | int) -> dict[str, Any]:
        """Return a page of the API's usage, of all clients. ``query`` takes ``by``, ``since``, ``until``, ``client_id``,
        ``connected_account_id``, ``operation``, ``limit`` and ``cursor``, which is ``next_cursor`` of the page before.
        Raises ``ValueError`` for a wrong query, and ``Unreachable`` if Latchkey does not answer."""
        return run(self._usage(query), self._pool)

    async def usage_async(self, **query: str | int) -> dict[str, Any]:
        """The same in an event loop."""
        return await run_async(self._usage(query))

    def _usage(self, query: Mapping[str, str | int]) -> Steps[dict[str, Any]]:
        answer = yield from ask(self._url, self._key, "usage", {}, self._timeout, urlencode(query))
        page: dict[str, Any] = json.loads(answer.body)
        if answer.status != 200:
            raise ValueError(f"Latchkey does not show this usage ({answer.status}): {page.get('detail')}")
        return page

    def steps(self, call: Call, name: Callable[[], str | None] | None = None) -> Steps[Allowed | Refused]:
        """``name`` returns the operation of ``x-latchkey-operations`` that the call is."""
        if name is not None:
            try:
                call = replace(call, operation=name())
            except Exception:
                return refusals.unnamed()
        headers = _by_name(call.headers)
        if _WELL_KNOWN.match(call.uri):
            document = yield from self._metadata(call, headers)
            if document is not None:
                return document
        if not call.uri.startswith("/"):
            return refusals.unreadable()
        question = question_headers(call, headers)
        if len(json.dumps(question, separators=(",", ":"))) > _MOST_HEADERS:
            return refusals.headers_too_large()
        try:
            answer = yield from ask(self._url, self._key, "check", question, self._timeout)
            return (yield from self._outcome(answer))
        except (Unreachable, ValueError):
            # The reason is not sent, because it may contain internal addresses.
            return refusals.unavailable()

    def _outcome(self, answer: Answer) -> Steps[Allowed | Refused]:
        if answer.status != 200:
            return _passed_on(answer)
        told = {name: value for name, value in answer.headers.items() if name.startswith("ratelimit") or name in _TOLD}
        identity = answer.headers.get("latchkey-identity")
        if identity is None:
            return Allowed(None, told)
        # The whole answer is signed, so the identity in it needs no verification of its own.
        caller = yield from self._selections.caller(_claims(identity))
        return Allowed(caller, told)

    def _metadata(self, call: Call, headers: Mapping[str, str]) -> Steps[Refused | None]:
        """Return Latchkey's protected resource metadata (RFC 9728 section 3), or ``None`` if it has none or does not
        answer: the call is then decided like any other."""
        if call.method == "OPTIONS" and "access-control-request-method" in headers:
            methods = {"access-control-allow-methods": "GET, HEAD", "access-control-allow-headers": "*"}
            return Refused(204, {**_FOR_ANY_PAGE, **methods}, b"")
        if call.method not in ("GET", "HEAD"):
            return None
        asked = {"x-forwarded-host": call.host, "x-forwarded-uri": call.uri}
        try:
            answer = yield from ask(self._url, self._key, "resource-metadata", asked, self._timeout)
        except Unreachable:
            return None
        if answer.status != 200:
            return None
        kept = {"cache-control": answer.headers.get("cache-control", "no-store")}
        return Refused(200, {"content-type": "application/json", **kept, **_FOR_ANY_PAGE}, answer.body.encode())


def question_headers(call: Call, headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of the question about a call, from the call's own by their small names."""
    passed = {
        name: value
        for name, value in headers.items()
        if name not in _KEPT_BACK and not name.startswith(_KEPT_BACK_PREFIXES)
    }
    told = {
        "x-forwarded-method": call.method,
        "x-forwarded-host": call.host,
        "x-forwarded-uri": call.uri,
        "x-forwarded-for": call.ip,
    }
    if call.operation is not None:
        told["latchkey-operation"] = _encoded(call.operation)
    return {**passed, **told}


def _by_name(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        name = name.lower()
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _passed_on(answer: Answer) -> Refused:
    """An answer without the form of a refusal does not come from a working check endpoint."""
    is_problem = re.match(r"application/problem\+json\b", answer.headers.get("content-type", ""), re.IGNORECASE)
    if not is_problem or answer.status < 400 or answer.status in _NO_REFUSAL:
        return refusals.unavailable()
    headers = {name: value for name, value in answer.headers.items() if name not in _OF_THE_CONNECTION}
    return Refused(answer.status, headers, answer.body.encode())


def _claims(identity: str) -> Mapping[str, object]:
    body = identity.split(".")[1] if identity.count(".") == 2 else ""
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    if not isinstance(claims, dict):
        raise ValueError("The identity carries no claims.")
    return claims


def _encoded(name: str) -> str:
    return quote(name, safe="!'()*-._~")
