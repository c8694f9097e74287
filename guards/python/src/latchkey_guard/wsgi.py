"""Middleware for every WSGI application."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .asgi import CALLER_KEY
from .guard import MOST_BODY, Allowed, Call, Guard
from .identity import IdentityVerifier
from .refusals import Refusal, Refused

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Latchkey:
    """Asks Latchkey about every call; refused calls are answered here.

    ``trust_proxy`` returns the client's address from the environment when a proxy stands in front; without it, the
    peer of the connection counts. ``operation`` returns, from the environment and the body, the operation of
    ``x-latchkey-operations`` that a call is; one that raises refuses the call with 400. Raises ``ValueError`` for an
    invalid option.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        url: str,
        key: str,
        timeout: float = 2.0,
        trust_proxy: Callable[[WSGIEnvironment], str] | None = None,
        operation: Callable[[WSGIEnvironment, bytes], str | None] | None = None,
    ) -> None:
        self._app = app
        self._guard = Guard(url, key, timeout=timeout)
        self._trust_proxy = trust_proxy
        self._operation = operation

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        operation = self._operation
        name = None if operation is None else lambda: operation(environ, _whole(environ))
        outcome = self._guard.judge(call_of(environ, self._trust_proxy), name)
        return _pass(self._app, environ, start_response, outcome)


class LatchkeyIdentity:
    """For an API behind Latchkey's gateway or forward-auth: verifies the caller that Latchkey names.

    The options are those of ``IdentityVerifier``.
    """

    def __init__(self, app: WSGIApplication, *, url: str, **options: Any) -> None:
        self._app = app
        self._verifier = IdentityVerifier(url, **options)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        identity = environ.get("HTTP_LATCHKEY_IDENTITY")
        outcome = self._verifier.judge(identity, environ["REQUEST_METHOD"], target_of(environ))
        return _pass(self._app, environ, start_response, outcome)


def _pass(
    app: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse, outcome: Allowed | Refused
) -> Iterable[bytes]:
    if isinstance(outcome, Refused):
        return _answer(environ, start_response, outcome)
    allowed = outcome

    def told(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        # The handler keeps its own links, such as to the next page.
        kept = [(name, value) for name, value in headers if name.lower() == "link" or name.lower() not in allowed.headers]
        return start_response(status, [*kept, *allowed.headers.items()], exc_info)

    environ[CALLER_KEY] = allowed.caller
    try:
        return app(environ, told)
    except Refusal as refusal:
        return _answer(environ, told, refusal.refused)


def _whole(environ: WSGIEnvironment) -> bytes:
    """Return the body, and leave it there for the application. Raises ``ValueError`` for one that is too long."""
    source = environ["wsgi.input"]
    length = MOST_BODY + 1 if environ.get("wsgi.input_terminated") else int(environ.get("CONTENT_LENGTH") or 0)
    body: bytes = source.read(min(length, MOST_BODY + 1))
    if len(body) > MOST_BODY:
        raise ValueError("The body is too long.")
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _answer(environ: WSGIEnvironment, start_response: StartResponse, refused: Refused) -> Iterable[bytes]:
    length = [] if refused.status == 204 else [("content-length", str(len(refused.body)))]
    start_response(refused.status_line, [*refused.headers.items(), *length])
    # RFC 9110 section 9.3.2: no content in an answer to HEAD.
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [refused.body]


def call_of(environ: WSGIEnvironment, trust_proxy: Callable[[WSGIEnvironment], str] | None = None) -> Call:
    """Return the call that an environment describes."""
    headers = [
        (name.removeprefix("HTTP_").replace("_", "-"), value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    ]
    return Call(
        method=environ["REQUEST_METHOD"],
        host=environ.get("HTTP_HOST", ""),
        uri=target_of(environ),
        headers=headers,
        ip=trust_proxy(environ) if trust_proxy else environ.get("REMOTE_ADDR") or "0.0.0.0",
    )


def target_of(environ: WSGIEnvironment) -> str:
    """Return path and query as sent. A server that does not tell gives the path that the router sees, encoded."""
    sent: str | None = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if sent:
        return sent
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    target = quote(path.encode("latin-1"), safe="/!$&'()*+,;=:@~") or "/"
    query = environ.get("QUERY_STRING", "")
    return f"{target}?{query}" if query else target
