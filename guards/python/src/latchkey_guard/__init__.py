"""Protect an API with Latchkey. See ``latchkey_guard.fastapi``, ``latchkey_guard.flask`` and ``latchkey_guard.django``."""

from .caller import Caller, Client, Resource, Tenant, User, can
from .exchange import Unreachable
from .guard import Allowed, Call, Guard
from .identity import IDENTITY_HEADER, IdentityError, IdentityVerifier
from .refusals import Refusal, Refused

__all__ = [
    "IDENTITY_HEADER",
    "Allowed",
    "Call",
    "Caller",
    "Client",
    "Guard",
    "IdentityError",
    "IdentityVerifier",
    "Refusal",
    "Refused",
    "Resource",
    "Tenant",
    "Unreachable",
    "User",
    "can",
]
