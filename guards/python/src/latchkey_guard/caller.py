"""Who makes a permitted call, and with which rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

_OWN = ":own"
_ANY = ":any"


@dataclass(frozen=True, slots=True)
class Tenant:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class User:
    id: str
    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Client:
    id: str
    name: str
    kind: str
    """``confidential``, ``public`` or ``platform``."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource that a grant may be limited to, such as ``project:42``."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller of a permitted call and their rights."""

    tenant: Tenant | None
    """The tenant whose data the call is about; ``None`` for a client without one."""
    user: User | None
    """The acting user; ``None`` if a client acts for itself."""
    client: Client | None
    connected_account: str | None
    token: str
    """``plain``, ``connected``, ``client`` or ``personal``."""
    scopes: tuple[str, ...]
    permissions: tuple[str, ...]
    """Those of the user's role now; ``("*",)`` for a client acting for itself."""
    resources: tuple[Resource, ...] | None
    """``None``: not limited to selected resources."""
    mode: Literal["live", "sandbox"]
    operation: str
    """The operation of the OpenAPI document that was decided."""
    request_id: str
    only_own: str | None = None
    """The operation's permission, if the role has it for the user's own records only: check the owner."""
    version: str | None = None
    language: str | None = None
    actors: tuple[str, ...] = ()
    """The actors for the user, outermost first, after a token exchange (RFC 8693)."""
    authorization_details: tuple[Mapping[str, Any], ...] = ()
    """The token's rich authorization details (RFC 9396)."""

    def can(self, permission: str, owner_id: str | None = None) -> bool:
        """Return whether the caller's role permits ``permission``, such as ``contact.delete``.

        ``owner_id`` is the user id of the record's owner. A permission on own records permits nothing without it.
        """
        is_own = owner_id is not None and self.user is not None and owner_id == self.user.id
        for held in self.permissions:
            if held.endswith(_OWN):
                if is_own and _matches(held.removesuffix(_OWN), permission):
                    return True
            elif _matches(held.removesuffix(_ANY), permission):
                return True
        return False


def can(caller: Caller | None, permission: str, owner_id: str | None = None) -> bool:
    """The same as ``caller.can``; ``False`` for the caller ``None`` of an open operation."""
    return caller is not None and caller.can(permission, owner_id)


def _matches(pattern: str, text: str) -> bool:
    # The pieces between the stars are searched instead of a regular expression, which could take exponential time.
    first, *rest = pattern.split("*")
    if not rest:
        return pattern == text
    last = rest.pop()
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    begin, end = len(first), len(text) - len(last)
    for piece in rest:
        found = text.find(piece, begin, end)
        if found < 0:
            return False
        begin = found + len(piece)
    return True


def caller_from(value: object) -> Caller | None:
    """Return the caller that Latchkey signed. Raises ``ValueError`` for a shape of another version of Latchkey."""
    if value is None:
        return None
    try:
        return _read(value)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("The identity carries a caller of an unknown shape.") from error


def _read(value: Any) -> Caller:
    resources = value["resources"]
    mode = value["mode"]
    if mode not in ("live", "sandbox"):
        raise TypeError("mode")
    return Caller(
        tenant=_record(Tenant, value["tenant"]),
        user=_record(User, value["user"]),
        client=_record(Client, value["client"]),
        connected_account=value.get("connectedAccount"),
        token=value.get("token", ""),
        scopes=_texts(value["scopes"]),
        permissions=_texts(value["permissions"]),
        resources=None if resources is None else resources_from(resources),
        mode=mode,
        operation=_text(value["operation"]),
        request_id=_text(value["requestId"]),
        only_own=value.get("onlyOwn"),
        version=value.get("version"),
        language=value.get("language"),
        actors=_texts(value.get("actors", [])),
        authorization_details=tuple(_list(value.get("authorizationDetails", []))),
    )


def resources_from(value: object) -> tuple[Resource, ...]:
    """Return selected resources. Raises ``TypeError`` or ``KeyError`` for another shape."""
    return tuple(Resource(type=_text(each["type"]), id=_text(each["id"])) for each in _list(value))


Named = TypeVar("Named", Tenant, User, Client)


def _record(kind: type[Named], value: Any) -> Named | None:
    # Members that a newer Latchkey adds are left out.
    return None if value is None else kind(**{name: _text(value[name]) for name in kind.__slots__})


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list is expected")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(each) for each in _list(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    return value
