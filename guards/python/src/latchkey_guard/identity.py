"""Verifies the ``Latchkey-Identity`` header of a call that came through Latchkey's gateway or a proxy that asked it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal

import jwt

from . import refusals
from .caller import Caller
from .exchange import Request, Steps, Unreachable, api_name, ask, checked_url
from .guard import Allowed
from .refusals import Refused
from .selection import Selections
from .transport import close_async, new_pool, run, run_async

IDENTITY_HEADER = "latchkey-identity"
"""The header in which Latchkey names the caller to an API."""

_TYPE = "latchkey-identity+jwt"
# Signatures by public keys only: `none` and shared secrets never verify (RFC 8725 section 3.1).
_ALGORITHMS = ("EdDSA", "ES256", "PS256", "RS256")
_CLOCK_TOLERANCE = 10
_KEYS_TIMEOUT = 2.0
_KEYS_MAX_AGE = 600.0
_COOLDOWN = 5.0
"""Seconds between two fetches of the keys for an unknown key id."""

IdentityProblem = Literal[
    "missing", "malformed", "forged", "expired", "wrong_audience", "wrong_issuer", "wrong_call", "unavailable"
]


class IdentityError(Exception):
    """Why an identity was rejected. ``unavailable``: it could not be verified, because Latchkey was not reached."""

    def __init__(self, reason: IdentityProblem, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class IdentityVerifier:
    """Verifies identities. Keys come from ``<url>/jwks`` and are cached.

    With ``key``, the guard key, Latchkey has to prove that the keys are its own, and selections by reference are asked
    for. ``host`` is the public host of this API, if one of Latchkey's APIs has resources under several. ``issuer`` and
    ``audience`` are compared; the audience is the last segment of the URL unless it is given. ``allow_anonymous``
    accepts identities without a caller, ``rewritten`` those of a call with another method or path. Raises
    ``ValueError`` for an invalid option.
    """

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        host: str | None = None,
        issuer: str | None = None,
        audience: str | None = None,
        allow_anonymous: bool = False,
        rewritten: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._url = checked_url(url)
        self._key = key
        self._host = host
        self._issuer = issuer
        self._audience = audience or api_name(self._url)
        self._allow_anonymous = allow_anonymous
        self._rewritten = rewritten
        self._clock = clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched = float("-inf")
        self._selections = Selections(self._url, key, _KEYS_TIMEOUT)
        self._pool = new_pool()

    def close(self) -> None:
        """Close the connections of threads to Latchkey. A later fetch opens new ones."""
        self._pool.close()

    async def aclose(self) -> None:
        """The same for those of the running event loop, which all guards share. ASGI's shutdown does it by itself."""
        await close_async()

    def verify(self, header: str | None, method: str, target: str) -> Caller | None:
        """Return the caller that an identity names; ``None`` for an open operation. Raises ``IdentityError``.

        ``target`` is path and query as received, percent-encoded.
        """
        return run(self.steps(header, method, target), self._pool)

    async def verify_async(self, header: str | None, method: str, target: str) -> Caller | None:
        """The same in an event loop."""
        return await run_async(self.steps(header, method, target))

    def judge(self, header: str | None, method: str, target: str) -> Allowed | Refused:
        """Return the caller, or a refusal: 401 for a call that did not come through Latchkey as exactly this call, 503
        while the keys cannot be fetched."""
        return run(self.judging(header, method, target), self._pool)

    def judging(self, header: str | None, method: str, target: str) -> Steps[Allowed | Refused]:
        try:
            caller = yield from self.steps(header, method, target)
            if caller is None and not self._allow_anonymous:
                raise IdentityError("missing", "The identity names no caller: the operation is open.")
            return Allowed(caller)
        except IdentityError as error:
            if error.reason == "unavailable":
                return refusals.unavailable()
            code = "missing_token" if error.reason == "missing" else "invalid_token"
            return refusals.not_through_latchkey(code, str(error))

    def steps(self, header: str | None, method: str, target: str) -> Steps[Caller | None]:
        if not header:
            raise IdentityError("missing", "The Latchkey-Identity header is missing.")
        claims = yield from self._verified(header)
        self._check_claims(claims)
        # An identity from a version that did not name the call has no digest. An attacker cannot remove it from a
        # newer one.
        is_other = not self._rewritten and "call" in claims and claims["call"] != call_digest(method, target)
        if is_other or (self._host is not None and claims.get("host") != self._host):
            raise IdentityError("wrong_call", "The identity was issued for another call.")
        try:
            return (yield from self._selections.caller(claims))
        except ValueError as error:
            raise IdentityError("malformed", str(error)) from error
        except Unreachable as error:
            raise IdentityError("unavailable", str(error)) from error

    def _verified(self, token: str) -> Steps[Mapping[str, Any]]:
        """Check the signature before anything that it covers."""
        jws = jwt.api_jws.PyJWS()
        try:
            header = jws.get_unverified_header(token)
        except jwt.DecodeError as error:
            raise IdentityError("malformed", "The identity is no signed token.") from error
        except jwt.PyJWTError as error:
            raise IdentityError("forged", "The identity is signed in a way that is not accepted.") from error
        algorithm, kid = header.get("alg"), header.get("kid")
        # RFC 7515 section 4.1.11: an extension that has to be understood, and is not, makes the token invalid.
        if algorithm not in _ALGORITHMS or "crit" in header or not isinstance(kid, str):
            raise IdentityError("forged", "The identity is signed in a way that is not accepted.")
        key = yield from self._key_named(kid)
        # The key is for one algorithm, whatever the header says (RFC 8725 section 3.1).
        if key is None or key.algorithm_name != algorithm:
            raise IdentityError("forged", "The identity is not signed by a key of this Latchkey.")
        try:
            told = jws.decode_complete(token, key, algorithms=[algorithm])
        except jwt.PyJWTError as error:
            raise IdentityError("forged", "The identity is not signed by a key of this Latchkey.") from error
        try:
            claims = json.loads(told["payload"])
        except ValueError:
            claims = None
        if header.get("typ") != _TYPE or not isinstance(claims, dict):
            raise IdentityError("malformed", "The identity is of another type.")
        return claims

    def _check_claims(self, claims: Mapping[str, Any]) -> None:
        if claims.get("aud") != self._audience:
            raise IdentityError("wrong_audience", f"The identity was not issued for the API {self._audience}.")
        if self._issuer is not None and claims.get("iss") != self._issuer:
            raise IdentityError("wrong_issuer", "The identity was not issued by the expected issuer.")
        for name in ("iat", "exp", "nbf"):
            if (name != "nbf" or name in claims) and type(claims.get(name)) not in (int, float):
                raise IdentityError("malformed", f"The identity's {name} is missing or wrong.")
        if "jti" not in claims:
            raise IdentityError("malformed", "The identity's jti is missing or wrong.")
        now = int(self._clock())
        if claims.get("nbf", now) > now + _CLOCK_TOLERANCE:
            raise IdentityError("malformed", "The identity's nbf is missing or wrong.")
        if claims["exp"] <= now - _CLOCK_TOLERANCE:
            message = "The identity has expired. It is good for one call, not for keeping."
            raise IdentityError("expired", message)

    def _key_named(self, kid: str) -> Steps[jwt.PyJWK | None]:
        age = time.monotonic() - self._fetched
        if age > _KEYS_MAX_AGE or (kid not in self._keys and age > _COOLDOWN):
            try:
                self._keys = yield from self._fetch_keys()
            except Unreachable as error:
                message = "The keys that verify identities could not be fetched."
                raise IdentityError("unavailable", message) from error
            self._fetched = time.monotonic()
        return self._keys.get(kid)

    def _fetch_keys(self) -> Steps[dict[str, jwt.PyJWK]]:
        """With the guard key by a signed exchange, so that an attacker at that address cannot publish their own."""
        if self._key is None:
            text = yield Request("GET", f"{self._url}/jwks", {}, b"", _KEYS_TIMEOUT)
        else:
            answer = yield from ask(self._url, self._key, "jwks", {}, _KEYS_TIMEOUT)
            text = answer.body
        try:
            keys = [jwt.PyJWK(each) for each in json.loads(text)["keys"] if each.get("alg") in _ALGORITHMS]
            return {key.key_id: key for key in keys if key.key_id is not None}
        except (ValueError, KeyError, TypeError, AttributeError, jwt.PyJWTError) as error:
            raise Unreachable("There are no keys at this address.") from error


def call_digest(method: str, target: str) -> str:
    """Return the digest of method and target, percent-encoded as by a URL parser, because some runtimes do not provide
    the target as sent."""
    spelled = re.sub("[\"'<>^`{}]", lambda each: f"%{ord(each[0]):02X}", target.removesuffix("?"))
    # Bytes that are no characters cannot be in the digest of any identity.
    digest = hashlib.sha256(f"{method} {spelled}".encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
