"""Middleware for Starlette, FastAPI and every other ASGI application."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote

from .caller import Caller
from .exchange import Steps
from .guard import MOST_BODY, Allowed, Call, Guard
from .identity import IDENTITY_HEADER, IdentityVerifier
from .refusals import Refusal, Refused
from .transport import close_async, run_async

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CALLER_KEY = "latchkey.caller"
"""Where the scope, or the WSGI environment, has the caller."""


class Latchkey:
    """Asks Latchkey about every call; refused calls are answered here.

    ``trust_proxy`` returns the client's address from the scope when a proxy stands in front; without it, the peer of
    the connection counts. ``operation`` returns, from the scope and the body, the operation of
    ``x-latchkey-operations`` that a call is; one that raises refuses the call with 400. Add it last, so that it is the
    outermost middleware. Raises ``ValueError`` for an invalid option.
    """

    def __init__(
        self,
        app: App,
        *,
        url: str,
        key: str,
        timeout: float = 2.0,
        trust_proxy: Callable[[Scope], str] | None = None,
        operation: Callable[[Scope, bytes], str | None] | None = None,
    ) -> None:
        self._app = app
        self._guard = Guard(url, key, timeout=timeout)
        self._trust_proxy = trust_proxy
        self._operation = operation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name: Callable[[], str | None] | None = None
        if self._operation is not None and scope["type"] == "http":
            body, receive = await _whole(receive)
            name = functools.partial(_named, self._operation, scope, body)
        await _pass(
            self._app, scope, receive, send, lambda: self._guard.steps(call_of(scope, self._trust_proxy), name)
        )


class LatchkeyIdentity:
    """For an API behind Latchkey's gateway or forward-auth: verifies the caller that Latchkey names.

    The options are those of ``IdentityVerifier``.
    """

    def __init__(self, app: App, *, url: str, **options: Any) -> None:
        self._app = app
        self._verifier = IdentityVerifier(url, **options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _pass(
            self._app,
            scope,
            receive,
            send,
            lambda: self._verifier.judging(_joined(scope, IDENTITY_HEADER), scope.get("method", "GET"), target_of(scope)),
        )


async def _pass(
    app: App, scope: Scope, receive: Receive, send: Send, judging: Callable[[], Steps[Allowed | Refused]]
) -> None:
    if scope["type"] == "lifespan":
        await app(scope, receive, send)
        await close_async()
        return
    if scope["type"] not in ("http", "websocket"):
        raise RuntimeError(f"Latchkey cannot judge a connection of the type {scope['type']}.")
    outcome = await run_async(judging())
    if isinstance(outcome, Refused):
        await _answer(scope, send, outcome)
        return
    allowed = outcome
    begun = False

    async def told(message: Message) -> None:
        nonlocal begun
        begun = True
        if message["type"] == "http.response.start":
            message = {**message, "headers": _with(message.get("headers", ()), allowed)}
        await send(message)

    try:
        await app({**scope, CALLER_KEY: allowed.caller}, receive, told)
    except Refusal as refusal:
        if begun:
            raise
        await _answer(scope, told, refusal.refused)


def _named(operation: Callable[[Scope, bytes], str | None], scope: Scope, body: bytes | None) -> str | None:
    if body is None:
        raise ValueError("The body is too long.")
    return operation(scope, body)


async def _whole(receive: Receive) -> tuple[bytes | None, Receive]:
    """Return the body, or ``None`` for one that is too long, and what receives it once more."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BODY:
            return None, receive
        if message["type"] != "http.request" or not message.get("more_body"):
            break
    again: list[Message] = [{"type": "http.request", "body": bytes(body)}]
    if message["type"] != "http.request":
        again = [message]

    async def once_more() -> Message:
        return again.pop() if again else await receive()

    return bytes(body), once_more


async def _answer(scope: Scope, send: Send, refused: Refused) -> None:
    kind = "http.response"
    if scope["type"] == "websocket":
        if "websocket.http.response" not in scope.get("extensions", {}):
            # Before it is accepted, this answers the handshake with 403.
            await send({"type": "websocket.close", "code": 1008})
            return
        kind = "websocket.http.response"
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in refused.headers.items()]
    await send({"type": f"{kind}.start", "status": refused.status, "headers": headers})
    await send({"type": f"{kind}.body", "body": refused.body})


def _with(headers: Any, allowed: Allowed) -> list[tuple[bytes, bytes]]:
    """The handler keeps its own links, such as to the next page."""
    told = {name.encode("latin-1"): value.encode("latin-1") for name, value in allowed.headers.items()}
    kept = [(name, value) for name, value in headers if name.lower() == b"link" or name.lower() not in told]
    return [*kept, *told.items()]


def call_of(scope: Scope, trust_proxy: Callable[[Scope], str] | None = None) -> Call:
    """Return the call of a connection. A WebSocket begins with a GET."""
    peer = scope.get("client")
    return Call(
        method=scope.get("method", "GET"),
        host=_joined(scope, "host") or "",
        uri=target_of(scope),
        headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]],
        ip=trust_proxy(scope) if trust_proxy else (peer[0] if peer else "0.0.0.0"),
    )


def target_of(scope: Scope) -> str:
    """Return path and query as sent. A server that does not tell gives the path that the router sees, encoded."""
    raw = scope.get("raw_path")
    path = raw.decode("latin-1") if raw else quote(scope["path"], safe="/!$&'()*+,;=:@~")
    query = scope.get("query_string", b"").decode("latin-1")
    return f"{path}?{query}" if query else path


def _joined(scope: Scope, name: str) -> str | None:
    values = [value.decode("latin-1") for each, value in scope["headers"] if each.lower() == name.encode()]
    return ", ".join(values) if values else None


def caller_in(scope: Scope) -> Caller | None:
    """Return the caller of a judged call. Raises ``RuntimeError`` if nothing has judged it."""
    try:
        caller: Caller | None = scope[CALLER_KEY]
    except KeyError:
        raise RuntimeError("No Latchkey middleware has judged this call.") from None
    return caller
