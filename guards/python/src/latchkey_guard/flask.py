"""Flask: ``Latchkey(app, url=…, key=…)``, ``current_caller()`` and ``@can("note.delete")``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, abort, request

from . import wsgi
from .asgi import caller_in
from .caller import Caller
from .refusals import not_permitted

_Given = ParamSpec("_Given")
_Returned = TypeVar("_Returned")


class Latchkey:
    """Asks Latchkey about every call of the application; the options are those of ``wsgi.Latchkey``."""

    def __init__(self, app: Flask, **options: Any) -> None:
        app.wsgi_app = wsgi.Latchkey(app.wsgi_app, **options)  # type: ignore[method-assign]


class LatchkeyIdentity:
    """For an application behind Latchkey's gateway; the options are those of ``IdentityVerifier``."""

    def __init__(self, app: Flask, **options: Any) -> None:
        app.wsgi_app = wsgi.LatchkeyIdentity(app.wsgi_app, **options)  # type: ignore[method-assign]


def current_caller() -> Caller | None:
    """Return the caller of the current call; ``None`` for an open operation."""
    return caller_in(request.environ)


def can(permission: str) -> Callable[[Callable[_Given, _Returned]], Callable[_Given, _Returned]]:
    """Decorate a view so that it is refused with 403 if the caller's role does not permit ``permission``."""

    def decorate(view: Callable[_Given, _Returned]) -> Callable[_Given, _Returned]:
        @functools.wraps(view)
        def guarded(*args: _Given.args, **kwargs: _Given.kwargs) -> _Returned:
            caller = current_caller()
            if caller is None or not caller.can(permission):
                refused = not_permitted(permission)
                abort(Response(refused.body, refused.status, dict(refused.headers)))
            return view(*args, **kwargs)

        return guarded

    return decorate
