"""Selected resources that an identity refers to, because thousands of them do not fit into a header."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from .caller import Caller, Resource, caller_from, resources_from
from .exchange import Steps, Unreachable, ask

_MOST_KEPT = 100


class Selections:
    """A reference always stands for the same selection, so it is asked for once."""

    def __init__(self, url: str, key: str | None, timeout: float) -> None:
        self._url = url
        self._key = key
        self._timeout = timeout
        self._kept: dict[str, tuple[Resource, ...]] = {}

    def caller(self, claims: Mapping[str, object]) -> Steps[Caller | None]:
        """Return the caller of a verified identity, with all selected resources.

        Raises ``ValueError`` for a caller of an unknown shape, ``Unreachable`` if the selection cannot be asked for
        or has changed: that call is refused, and the next one carries the new selection.
        """
        if "caller" not in claims:
            raise ValueError("The identity names no caller.")
        caller = caller_from(claims["caller"])
        reference = claims.get("selection")
        if caller is None or not isinstance(reference, str):
            return caller
        resources = self._kept.get(reference)
        if resources is None:
            resources = yield from self._fetch(reference)
            self._kept[reference] = resources
            if len(self._kept) > _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)), None)
        return replace(caller, resources=resources)

    def _fetch(self, reference: str) -> Steps[tuple[Resource, ...]]:
        if self._key is None:
            raise Unreachable("The selected resources are asked for with the guard key: give it as key.")
        asked = {"latchkey-selection": reference}
        answer = yield from ask(self._url, self._key, "selection", asked, self._timeout)
        try:
            if answer.status == 200:
                return resources_from(json.loads(answer.body)["resources"])
        except (ValueError, TypeError, KeyError):
            pass
        raise Unreachable("The selection has changed.")
