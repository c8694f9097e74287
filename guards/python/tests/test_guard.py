"""The guard where Latchkey is slow, away, or played by somebody else."""

import dataclasses
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from double import Double, latchkey, told
from latchkey_guard import Allowed, Call, Guard, IdentityVerifier, Refused, Resource, can
from latchkey_guard.caller import caller_from
from latchkey_guard.refusals import unavailable
from vectors import EDDSA_CASE, EXCHANGE, GUARD, IDENTITY, KEY, SELECTION_CASE

CALL = Call("GET", "api.things.example", "/things", [("authorization", "Bearer t")], "203.0.113.9")
BOTH = pytest.mark.parametrize("judge", ["thread", "loop"])


def judged(guard: Guard, judge: str, call: Call = CALL) -> Allowed | Refused:
    return guard.judge(call) if judge == "thread" else anyio.run(guard.judge_async, call)


@BOTH
def test_refuses_when_nobody_answers(judge: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        guard = Guard(f"http://127.0.0.1:{closed.getsockname()[1]}/.latchkey/things", KEY)
        outcome = judged(guard, judge)
    assert outcome == unavailable()
    assert isinstance(outcome, Refused) and outcome.headers["retry-after"] == "5"


@BOTH
def test_gives_up_a_server_that_sends_a_byte_now_and_then(judge: str) -> None:
    ended = threading.Event()

    def drip(request: Any) -> None:
        try:
            request.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(250):
                if ended.wait(0.02):
                    break
                request.wfile.write(b"a")
            else:
                ended.set()
        except OSError:
            pass

    with latchkey(lambda *_: told(200)) as double:
        double.plain = drip
        assert judged(Guard(double.url, KEY, timeout=0.2), judge) == unavailable()
        assert not ended.is_set()
        ended.set()


@BOTH
def test_gives_up_an_answer_without_an_end(judge: str) -> None:
    taken = [0]

    def flood(request: Any) -> None:
        try:
            request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while taken[0] < 128 << 20:
                request.wfile.write(b"a" * 65_536)
                taken[0] += 65_536
        except OSError:
            pass

    with latchkey(lambda *_: told(200)) as double:
        double.plain = flood
        assert judged(Guard(double.url, KEY, timeout=60), judge) == unavailable()
        assert taken[0] < 64 << 20, "the answer was read to its end"


@BOTH
def test_follows_no_redirect(judge: str) -> None:
    with latchkey(lambda *_: told(200)) as elsewhere, latchkey(lambda *_: told(200)) as double:

        def redirect(request: Any) -> None:
            request.send_response(307)
            request.send_header("location", f"{elsewhere.url}/check")
            request.send_header("content-length", "0")
            request.end_headers()

        double.plain = redirect
        assert judged(Guard(double.url, KEY), judge) == unavailable()
        assert elsewhere.asked == []


def test_believes_no_answer_that_was_recorded() -> None:
    recorded: list[str] = []
    with latchkey(lambda *_: told(200)) as double:
        sign = double.sign

        def replay(claims: dict[str, Any]) -> str:
            recorded.append(sign(claims))
            return recorded[0]

        double.sign = replay
        guard = Guard(double.url, KEY)
        assert guard.judge(CALL) == Allowed(None, {})
        assert guard.judge(dataclasses.replace(CALL, method="DELETE")) == unavailable()


@BOTH
def test_selected_resources_by_reference_are_asked_for_once(judge: str) -> None:
    resources = [{"type": "project", "id": str(index)} for index in range(101)]

    def answer(endpoint: str, headers: dict[str, str]) -> Any:
        if endpoint == "selection":
            assert headers["latchkey-selection"].startswith("gra_1.")
            return told(200, body=json.dumps({"resources": resources}))
        return told(200, {"latchkey-identity": SELECTION_CASE["identity"]})

    with latchkey(answer) as double:
        guard = Guard(double.url, KEY)
        for _ in range(2):
            outcome = judged(guard, judge)
            assert isinstance(outcome, Allowed) and outcome.caller is not None
            assert outcome.caller.resources == tuple(Resource(**each) for each in resources)
        assert [endpoint for endpoint, _ in double.asked].count("selection") == 1


def test_a_selection_that_has_changed_is_refused() -> None:
    def answer(endpoint: str, _: dict[str, str]) -> Any:
        return told(404) if endpoint == "selection" else told(200, {"latchkey-identity": SELECTION_CASE["identity"]})

    with latchkey(answer) as double:
        assert Guard(double.url, KEY).judge(CALL) == unavailable()


def test_metadata_is_answered_and_else_decided_as_a_call() -> None:
    status = 200

    def answer(endpoint: str, _: dict[str, str]) -> Any:
        return told(status, {"cache-control": "max-age=9"}, "{}") if endpoint == "resource-metadata" else told(200)

    call = dataclasses.replace(CALL, uri="/.well-known/oauth-protected-resource/x")
    with latchkey(answer) as double:
        guard = Guard(double.url, KEY)
        document = guard.judge(call)
        assert isinstance(document, Refused) and (document.status, document.body) == (200, b"{}")
        assert document.headers["access-control-allow-origin"] == "*" and document.headers["cache-control"] == "max-age=9"
        preflight = dataclasses.replace(call, method="OPTIONS", headers=[("access-control-request-method", "GET")])
        assert isinstance(outcome := guard.judge(preflight), Refused) and outcome.status == 204
        assert guard.judge(dataclasses.replace(call, uri="/.well-known/oauth-protected-resources")) == Allowed(None, {})
        status = 404
        assert guard.judge(call) == Allowed(None, {})


@pytest.mark.parametrize("url", ["", "things", "ftp://a/things", "http://a", "http://a/", "http://a/b?c", "http://u@a/b", "http://a/b#c"])
def test_an_invalid_address_is_named_at_start(url: str) -> None:
    with pytest.raises(ValueError, match="^url: "):
        Guard(url, KEY)
    with pytest.raises(ValueError, match="^url: "):
        IdentityVerifier(url)


def test_other_invalid_options_are_named_at_start() -> None:
    with pytest.raises(ValueError, match="^key: "):
        Guard("http://a/b", "")
    with pytest.raises(ValueError, match="^timeout: "):
        Guard("http://a/b", "k", timeout=0)


def verify(double: Double, **options: Any) -> Callable[[], Allowed | Refused]:
    verifier = IdentityVerifier(double.url, clock=lambda: IDENTITY["now"], **options)
    call = EDDSA_CASE["call"]
    return lambda: verifier.judge(EDDSA_CASE["identity"], call["method"], call["target"])


def test_keys_are_fetched_once_and_with_the_guard_key_from_nobody_else() -> None:
    keys = json.dumps({"keys": IDENTITY["keys"]})
    with latchkey(lambda *_: told(200, body=keys)) as double:
        judge = verify(double, key=KEY)
        for _ in range(3):
            assert judge() == Allowed(caller_from(EDDSA_CASE["expected"]["caller"]))
        assert len(double.asked) == 1
        double.plain = lambda request: request._reply(200, keys.encode())  # type: ignore[attr-defined]
        assert isinstance(verify(double)(), Allowed), "without it, whoever answers there is believed"
        assert verify(double, key=KEY)() == unavailable()
        double.plain = lambda request: request._reply(200, b"[]")  # type: ignore[attr-defined]
        assert verify(double)() == unavailable()


def test_a_hostile_pattern_cannot_hang_the_check() -> None:
    caller = caller_from({**GUARD["caller"], "permissions": ["*a" * 5_000 + "b"]})
    began = time.process_time()
    assert can(caller, "a" * 10_000) is False and can(None, "a") is False
    assert time.process_time() - began < 5


def test_the_guard_key_is_never_sent() -> None:
    with latchkey(lambda *_: told(200)) as double:
        seen: list[str] = []
        double.plain = lambda request: seen.append(f"{request.path} {request.headers}")
        Guard(double.url, KEY, timeout=0.2).judge(CALL)
    assert len(seen) == 1 and EXCHANGE["key"] not in seen[0]
