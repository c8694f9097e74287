"""The same vectors as for the guards in other languages."""

import dataclasses
import json
from typing import Any

import anyio
import jwt
import pytest
from double import latchkey, told
from latchkey_guard import Allowed, Call, Caller, Guard, IdentityError, IdentityVerifier
from latchkey_guard.caller import caller_from
from latchkey_guard.exchange import Question, Unreachable, new_question
from latchkey_guard.refusals import Refused
from vectors import EXCHANGE, GUARD, IDENTITY, KEY


def named(cases: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("case", cases, ids=[case["name"] for case in cases])


@pytest.fixture(scope="module")
def keys() -> Any:
    with latchkey(lambda endpoint, _: told(200, body=json.dumps({"keys": IDENTITY["keys"]}))) as double:

        def publish(request: Any) -> None:
            request._reply(200, json.dumps({"keys": IDENTITY["keys"]}).encode())

        double.plain = publish
        yield double


@named(IDENTITY["cases"])
def test_identity(case: dict[str, Any], keys: Any) -> None:
    now = IDENTITY["now"] + case.get("later", 0)
    call = case.get("call")
    options = {**case.get("options", {}), "rewritten": call is None}
    verifier = IdentityVerifier(keys.url, clock=lambda: now, **options)
    try:
        caller = verifier.verify(case["identity"], *((call["method"], call["target"]) if call else ("", "")))
    except IdentityError as error:
        assert {"refused": error.reason} == case["expected"]
        assert "eyJ" not in str(error), "an identity never stands in an error"
    else:
        assert {"caller": caller} == {"caller": caller_from(case["expected"]["caller"])}


@named(EXCHANGE["answers"])
def test_answer(case: dict[str, Any]) -> None:
    asked = EXCHANGE["question"]
    question = Question(KEY, asked["nonce"], asked["question"], asked["body"].encode())
    try:
        answer = question.read(case["answer"])
    except Unreachable:
        assert case["expected"] is None
    else:
        expected = case["expected"]
        headers = {name: ", ".join(value) if isinstance(value, list) else value for name, value in expected["headers"].items()}
        assert (answer.status, answer.headers, answer.body) == (expected["status"], headers, expected["body"])


@pytest.mark.parametrize("asked", [EXCHANGE["question"], EXCHANGE["queried"]], ids=["question", "queried"])
def test_question_is_the_one_of_the_vectors(asked: dict[str, Any]) -> None:
    question = new_question(KEY, asked["endpoint"], asked["headers"], asked.get("query"), asked["nonce"])
    assert question.body.decode() == asked["body"]
    for each in (question.token, asked["question"]):
        assert jwt.get_unverified_header(each) == {"alg": "HS256", "typ": "latchkey-question+jwt"}
        assert jwt.decode(each, KEY, ["HS256"]) == jwt.decode(question.token, KEY, ["HS256"])
    assert new_question(KEY, "check", {}).nonce != new_question(KEY, "check", {}).nonce


@named(GUARD["questions"])
def test_asks_about_a_call(case: dict[str, Any]) -> None:
    with latchkey(lambda *_: told(200)) as double:
        call = case["call"]
        headers = [tuple(each) for each in call["headers"]]
        if "padding" in case:
            headers.append(("Padding", "x" * case["padding"]))
        outcome = Guard(double.url, KEY).judge(Call(**{**call, "headers": headers}))
        expected = case["expected"]
        assert [headers for _, headers in double.asked] == ([expected["headers"]] if "headers" in expected else [])
        if "status" in expected:
            assert isinstance(outcome, Refused) and outcome.status == expected["status"]


@named(GUARD["outcomes"])
def test_outcome(case: dict[str, Any]) -> None:
    with latchkey(lambda *_: case["answer"]) as double:
        guard = Guard(double.url, KEY)
        call = Call("GET", "api.things.example", "/things", [], "203.0.113.9")
        outcome = guard.judge(call)
        assert anyio.run(guard.judge_async, call) == outcome
    expected = case["expected"]
    if "caller" in expected:
        assert outcome == Allowed(caller_from(expected["caller"]), expected["headers"])
        return
    refused = GUARD["refusals"]["unavailable"] if expected["refused"] == "unavailable" else expected["refused"]
    assert outcome == Refused(refused["status"], refused["headers"], refused["body"].encode())


@pytest.mark.parametrize("name", ["missing", "anonymous"])
def test_refusals_behind_the_gateway(name: str, keys: Any) -> None:
    verifier = IdentityVerifier(keys.url, clock=lambda: IDENTITY["now"])
    opened = next(each for each in IDENTITY["cases"] if each["expected"] == {"caller": None})
    header = opened["identity"] if name == "anonymous" else None
    expected = GUARD["refusals"][name]
    assert verifier.judge(header, "GET", "/things/1?all=yes") == Refused(
        expected["status"], expected["headers"], expected["body"].encode()
    )


def test_permissions() -> None:
    caller = caller_from(GUARD["caller"])
    assert isinstance(caller, Caller)
    for case in GUARD["permissions"]:
        holding = dataclasses.replace(caller, permissions=tuple(case["permissions"]))
        assert holding.can(case["permission"], case.get("owner")) is case["expected"], case
