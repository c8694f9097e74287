"""FastAPI and Starlette: ``app.add_middleware(Latchkey, url=…, key=…)`` and ``Depends(can("note.delete"))``."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import HTTPConnection

from .asgi import Latchkey, LatchkeyIdentity, caller_in
from .caller import Caller
from .refusals import Refusal, not_permitted

__all__ = ["Latchkey", "LatchkeyIdentity", "can", "current_caller"]


def current_caller(request: HTTPConnection) -> Caller | None:
    """The caller, as a dependency: ``Annotated[Caller, Depends(current_caller)]``; ``None`` for an open operation."""
    return caller_in(request.scope)


def can(permission: str) -> Callable[[HTTPConnection], Caller]:
    """Return a dependency that gives the caller, and refuses with 403 if their role does not permit ``permission``."""

    def permitted(request: HTTPConnection) -> Caller:
        caller = caller_in(request.scope)
        if caller is None or not caller.can(permission):
            raise Refusal(not_permitted(permission))
        return caller

    return permitted
