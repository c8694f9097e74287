"""The test vectors that Latchkey's server makes: wire/vectors."""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[3] / "wire" / "vectors"


def read(name: str) -> Any:
    return json.loads((_FOLDER / f"{name}.json").read_text())


IDENTITY = read("identity")
EXCHANGE = read("exchange")
GUARD = read("guard")
KEY: str = EXCHANGE["key"]
EDDSA_CASE: dict[str, Any] = next(each for each in IDENTITY["cases"] if each["name"] == "signed with EdDSA")
SELECTION_CASE: dict[str, Any] = next(
    each for each in IDENTITY["cases"] if each["expected"].get("refused") == "unavailable"
)
