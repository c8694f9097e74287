"""FastAPI, Flask and Django before a real Latchkey, which the test of this project starts (examples/test/guards)."""

import io
import json
import os
from functools import partial
from typing import Any

import anyio
import pytest
from apps import parsed, send, serving
from double import latchkey, told
from latchkey_guard import Allowed, Call, Guard, Refused, Unreachable
from latchkey_guard.asgi import Latchkey, target_of
from latchkey_guard.guard import MOST_BODY
from latchkey_guard.refusals import not_permitted
from latchkey_guard.transport import _pools
from latchkey_guard.wsgi import Latchkey as WsgiLatchkey
from latchkey_guard.wsgi import target_of as wsgi_target_of
from vectors import KEY

FRAMEWORKS = pytest.mark.parametrize("framework", ["fastapi", "flask", "django", "django-asgi"])


PATIENT = 60.0


def real(name: str) -> Any:
    """The API that asks (`sdk`), or the one behind the gateway (`gateway`). A busy machine may let a question wait."""
    told = os.environ.get("LATCHKEY_TEST")
    if told is None:
        pytest.skip("no Latchkey is running for this test: npm test -- guards")
    return json.loads(told)[name]


def test_usage_is_read_by_page() -> None:
    api = real("sdk")
    guard = Guard(api["url"], api["key"], timeout=PATIENT)
    sent = [("authorization", f"Bearer {api['token']}")]
    for target in ("/things", "/open"):
        assert isinstance(guard.judge(Call("GET", api["host"], target, sent, "127.0.0.1")), Allowed)
    found: list[object] = []
    page = guard.usage(limit=1)
    assert anyio.run(partial(guard.usage_async, limit=1))["usage"] == page["usage"]
    while True:
        assert len(page["usage"]) <= 1
        found += page["usage"]
        if "next_cursor" not in page:
            break
        page = guard.usage(limit=1, cursor=page["next_cursor"])
    assert len(found) >= 2 and len(found) == len({json.dumps(each) for each in found})
    with pytest.raises(ValueError, match="connected_account_id"):
        guard.usage(acount="x")
    with pytest.raises(Unreachable):
        Guard(api["url"], "another key of 32 bytes or more: 012345").usage()


@FRAMEWORKS
def test_an_api_that_asks(framework: str) -> None:
    api = real("sdk")
    host, token = {"host": api["host"]}, {"authorization": f"Bearer {api['token']}"}
    with serving(framework, "Latchkey", {"url": api["url"], "key": api["key"], "timeout": PATIENT}) as port:
        status, headers, body = send(port, "GET", "/things", {**host, **token})
        caller = parsed(body)["caller"]
        assert (status, caller["user"]["id"], caller["tenant"]["name"]) == (200, "usr_1", "Müller & Søn")
        assert parsed(send(port, "GET", "/open", host)[2]) == {"caller": None, "body": 0}
        assert parsed(send(port, "POST", "/rpc", {**host, **token}, b"x" * 70_000)[2])["body"] == 70_000

        guard = Guard(api["url"], api["key"], timeout=PATIENT)
        for method, target, sent in [
            ("GET", "/things", host),
            ("POST", "/things", {**host, **token}),
            ("DELETE", "/things/1", {**host, **token}),
            ("GET", "/things/..%2fopen", host),
            ("GET", "/things?access_token=x", host),
        ]:
            refused = guard.judge(Call(method, host["host"], target, list(sent.items()), "127.0.0.1"))
            assert isinstance(refused, Refused)
            status, headers, body = send(port, method, target, sent)
            assert (status, varying(body)) == (refused.status, varying(refused.body)), target
            for name, value in refused.headers.items():
                assert name == "latchkey-request-id" or headers[name] == value, (target, name)
        assert send(port, "HEAD", "/things", host)[2] == b""

        status, headers, body = send(port, "GET", "/rpc", {**host, **token})
        own = not_permitted("thing.delete")
        assert (status, headers["content-type"], body) == (403, "application/problem+json", own.body)
        status, headers, body = send(port, "GET", "/.well-known/oauth-protected-resource", host)
        assert status == 200 and parsed(body)["resource"].startswith("http")


def varying(body: bytes) -> Any:
    return parsed(body) if body else None


@FRAMEWORKS
def test_an_api_behind_the_gateway(framework: str) -> None:
    api = real("gateway")
    host, token = {"host": api["host"]}, {"authorization": f"Bearer {api['token']}"}
    options = {"url": api["url"], "key": api["key"], "allow_anonymous": True}
    with serving(framework, "LatchkeyIdentity", options, api["upstream"]) as port:
        for query in ["", "?", "?q='a'", '?q="<a>"|^`{}[]\\', "?q=%27&&x=%zz", "?a?b", "?q=/../x"]:
            status, _, body = send(api["port"], "GET", f"/things{query}", {**host, **token})
            assert (status, parsed(body)["caller"]["user"]["id"]) == (200, "usr_1"), query
        assert send(api["port"], "GET", "/open", host)[0] == 200
        status, headers, body = send(port, "GET", "/open", host)
        assert (status, headers["www-authenticate"], parsed(body)["code"]) == (401, "Bearer", "missing_token")


@FRAMEWORKS
def test_stays_closed_while_latchkey_is_away(framework: str) -> None:
    with latchkey(lambda *_: told(200)) as gone:
        pass
    with serving(framework, "Latchkey", {"url": gone.url, "key": KEY}) as port:
        status, headers, body = send(port, "GET", "/open", {})
        assert (status, headers["retry-after"], parsed(body)["code"]) == (503, "5", "unavailable")


@FRAMEWORKS
def test_limits_are_told_and_own_links_stay(framework: str) -> None:
    answer = told(200, {"ratelimit": '"client";r=9;t=60', "link": '</v2>; rel="successor-version"'})
    with latchkey(lambda *_: answer) as double, serving(framework, "Latchkey", {"url": double.url, "key": KEY}) as port:
        headers = send(port, "GET", "/open?a=%27", {"host": "api.things.example", "things-account": "acc_1"})[1]
        assert headers["ratelimit"] == '"client";r=9;t=60' and "successor-version" in headers["link"]
        asked = double.asked[0][1]
    assert asked["x-forwarded-uri"] == ("/open?a=%27") and asked["x-forwarded-host"] == "api.things.example"
    assert (asked["x-forwarded-for"], asked["things-account"]) == ("127.0.0.1", "acc_1")


@FRAMEWORKS
def test_the_address_is_the_one_that_the_application_names(framework: str) -> None:
    with latchkey(lambda *_: told(200)) as double:
        options = {"url": double.url, "key": KEY, "trust_proxy": lambda _: "203.0.113.9"}
        with serving(framework, "Latchkey", options) as port:
            send(port, "GET", "/open", {"x-forwarded-for": "10.0.0.1"})
        assert double.asked[0][1]["x-forwarded-for"] == "203.0.113.9"


def test_a_websocket_is_judged_before_it_is_accepted() -> None:
    reached: list[str] = []

    async def app(scope: Any, *_: Any) -> None:
        reached.append(scope["type"])

    async def handshake(double_url: str, extensions: dict[str, Any]) -> list[Any]:
        sent: list[Any] = []

        async def send_message(message: Any) -> None:
            sent.append(message)

        scope = {"type": "websocket", "path": "/t", "raw_path": b"/t", "headers": [], "extensions": extensions}
        await Latchkey(app, url=double_url, key=KEY)(scope, anyio.sleep_forever, send_message)
        return sent

    problem = {"content-type": "application/problem+json"}
    with latchkey(lambda *_: told(401, problem, "{}")) as double:
        assert anyio.run(handshake, double.url, {}) == [{"type": "websocket.close", "code": 1008}]
        start, body = anyio.run(handshake, double.url, {"websocket.http.response": {}})
        assert (start["type"], start["status"], body["body"]) == ("websocket.http.response.start", 401, b"{}")
        assert double.asked[0][1]["x-forwarded-method"] == "GET"
    with latchkey(lambda *_: told(200)) as double:
        anyio.run(handshake, double.url, {})
    assert reached == ["websocket"]


def test_a_kind_of_connection_that_cannot_be_judged_is_not_passed_on() -> None:
    async def app(*_: Any) -> None:
        raise AssertionError

    with pytest.raises(RuntimeError):
        anyio.run(Latchkey(app, url="http://a/b", key=KEY), {"type": "quic", "headers": []}, None, None)


def test_a_server_that_hides_the_target_gives_the_path_that_the_router_sees() -> None:
    scope = {"path": "/a b/ü%2f", "query_string": b"q=1"}
    assert target_of(scope) == "/a%20b/%C3%BC%252f?q=1"
    environ = {"SCRIPT_NAME": "/a b", "PATH_INFO": "/ü%2f".encode().decode("latin-1"), "QUERY_STRING": "q=1"}
    assert wsgi_target_of(environ) == target_of(scope)
    assert wsgi_target_of({}) == "/"


@FRAMEWORKS
def test_a_call_is_judged_as_the_operation_that_its_body_names(framework: str) -> None:
    by_request: Any = lambda request: json.loads(request.body)["method"]
    by_body: Any = lambda _, body: json.loads(body)["method"]
    operation = by_request if framework.startswith("django") else by_body
    with latchkey(lambda *_: told(200)) as double:
        options = {"url": double.url, "key": KEY, "operation": operation}
        with serving(framework, "Latchkey", options) as port:
            sent = b'{"method":"move station"}'
            status, _, body = send(port, "POST", "/rpc", {}, sent)
            assert (status, parsed(body)["body"]) == (200, len(sent)), "the handler reads the body as well"
            assert [headers["latchkey-operation"] for _, headers in double.asked] == ["move%20station"]
            status, _, body = send(port, "POST", "/rpc", {}, b"none")
            assert (status, parsed(body)["code"]) == (400, "invalid_request")
            assert len(double.asked) == 1


def test_a_body_that_is_too_long_to_name_its_operation_is_refused() -> None:
    options: Any = {"url": "http://127.0.0.1:1/.latchkey/things", "key": KEY, "operation": lambda *_: "move"}
    statuses: list[Any] = []

    async def app(*_: Any) -> None:
        raise AssertionError("It was refused.")

    async def in_a_loop() -> None:
        async def receive() -> Any:
            return {"type": "http.request", "body": b"x" * 65_536, "more_body": True}

        async def answer(message: Any) -> None:
            statuses.append(message.get("status"))

        scope = {"type": "http", "method": "POST", "path": "/rpc", "headers": []}
        await Latchkey(app, **options)(scope, receive, answer)

    anyio.run(in_a_loop)
    wsgi: Any = WsgiLatchkey(lambda *_: [b"not refused"], **options)
    for length in ({"CONTENT_LENGTH": str(2 * MOST_BODY)}, {"wsgi.input_terminated": True}):
        long = io.BytesIO(b"x" * 2 * MOST_BODY)
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/rpc", "wsgi.input": long, **length}
        list(wsgi(environ, lambda status, *_: statuses.append(status)))
    assert statuses == [400, None, "400 Bad Request", "400 Bad Request"]


def test_a_guard_closes_its_connections_and_opens_others() -> None:
    with latchkey(lambda *_: told(200)) as double:
        guard, call = Guard(double.url, KEY), Call("GET", "things.example", "/", [], "127.0.0.1")
        for _ in range(2):
            assert isinstance(guard.judge(call), Allowed)
            assert guard._pool.connections
            guard.close()
            assert not guard._pool.connections

        async def in_a_loop() -> None:
            assert isinstance(await guard.judge_async(call), Allowed)
            pool = _pools.get()
            assert pool is not None and pool.connections
            await guard.aclose()
            assert not pool.connections
            assert isinstance(await guard.judge_async(call), Allowed)

        anyio.run(in_a_loop)
