"""Django: ``MIDDLEWARE = ["latchkey_guard.django.Latchkey", …]``, ``request.caller`` and ``@can("note.delete")``.

The setting ``LATCHKEY`` has the options: those of ``Guard``, ``trust_proxy`` and ``operation``, which both take the
request, or those of ``IdentityVerifier``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import asgi, wsgi
from .exchange import Steps
from .guard import Allowed, Call, Guard
from .identity import IDENTITY_HEADER, IdentityVerifier
from .refusals import Refused, not_permitted
from .transport import new_pool, run, run_async


class _Middleware:
    """Runs in threads and in event loops, whichever the server has."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self._get_response = get_response
        self._pool = new_pool()
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        if self._is_async:
            return self._call_async(request)
        outcome = run(self._judging(request), self._pool)
        if isinstance(outcome, Refused):
            return _response(outcome)
        request.caller = outcome.caller
        return _told(self._get_response(request), outcome)

    async def _call_async(self, request: HttpRequest) -> HttpResponse:
        outcome = await run_async(self._judging(request))
        if isinstance(outcome, Refused):
            return _response(outcome)
        request.caller = outcome.caller
        return _told(await self._get_response(request), outcome)

    def _judging(self, request: HttpRequest) -> Steps[Allowed | Refused]:
        raise NotImplementedError


class Latchkey(_Middleware):
    """Asks Latchkey about every call. Put it first in ``MIDDLEWARE``."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        super().__init__(get_response)
        options = dict(settings.LATCHKEY)
        self._trust_proxy: Callable[[HttpRequest], str] | None = options.pop("trust_proxy", None)
        self._operation: Callable[[HttpRequest], str | None] | None = options.pop("operation", None)
        self._guard = Guard(**options)

    def _judging(self, request: HttpRequest) -> Steps[Allowed | Refused]:
        trust, operation = self._trust_proxy, self._operation
        name = None if operation is None else lambda: operation(request)
        return self._guard.steps(_call(request, None if trust is None else lambda _: trust(request)), name)


class LatchkeyIdentity(_Middleware):
    """For an application behind Latchkey's gateway or forward-auth. Put it first in ``MIDDLEWARE``."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        super().__init__(get_response)
        self._verifier = IdentityVerifier(**settings.LATCHKEY)

    def _judging(self, request: HttpRequest) -> Steps[Allowed | Refused]:
        call = _call(request, None)
        return self._verifier.judging(request.headers.get(IDENTITY_HEADER), call.method, call.uri)


def can(permission: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a view so that it is refused with 403 if the caller's role does not permit ``permission``."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        if iscoroutinefunction(view):

            @functools.wraps(view)
            async def guarded_async(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
                return _refusal(request, permission) or await view(request, *args, **kwargs)

            return guarded_async

        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return _refusal(request, permission) or view(request, *args, **kwargs)

        return guarded

    return decorate


def _refusal(request: HttpRequest, permission: str) -> HttpResponse | None:
    caller = request.caller
    permitted = caller is not None and caller.can(permission)
    return None if permitted else _response(not_permitted(permission))


def _call(request: HttpRequest, trust_proxy: Callable[[Any], str] | None) -> Call:
    if hasattr(request, "scope"):
        return asgi.call_of(request.scope, trust_proxy)
    return wsgi.call_of(request.environ, trust_proxy)


def _response(refused: Refused) -> HttpResponse:
    return HttpResponse(refused.body, status=refused.status, headers=dict(refused.headers))


def _told(response: HttpResponse, allowed: Allowed) -> HttpResponse:
    for name, value in allowed.headers.items():
        # The view keeps its own links, such as to the next page.
        own = response.get(name) if name == "link" else None
        response[name] = f"{own}, {value}" if own else value
    return response
