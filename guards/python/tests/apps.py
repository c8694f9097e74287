"""The same API in each framework: it tells who calls, how long the body is, and asks `can` for one of its paths."""

import dataclasses
import json
import socket
import sys
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Annotated, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import flask
import uvicorn
import werkzeug.serving
from fastapi import Depends, FastAPI, Request
from fastapi import WebSocket as Socket
from latchkey_guard import Caller
from latchkey_guard import fastapi as for_fastapi
from latchkey_guard import flask as for_flask


def described(caller: Caller | None, body: bytes) -> dict[str, Any]:
    return {"caller": caller and dataclasses.asdict(caller), "body": len(body)}


def fastapi_app(middleware: str, options: dict[str, Any]) -> FastAPI:
    app = FastAPI()

    @app.api_route("/rpc", methods=["GET"], dependencies=[Depends(for_fastapi.can("thing.delete"))])
    async def forbidden() -> None: ...

    @app.get("/things")
    async def things(request: Request, caller: Annotated[Caller, Depends(for_fastapi.can("thing.read"))]) -> Any:
        return described(caller, await request.body())

    @app.api_route("/{rest:path}", methods=["GET", "POST", "DELETE"])
    async def whole(request: Request, caller: Annotated[Caller | None, Depends(for_fastapi.current_caller)]) -> Any:
        return described(caller, await request.body())

    @app.websocket("/things")
    async def talk(websocket: Socket) -> None:
        await websocket.accept()
        await websocket.close()

    app.add_middleware(getattr(for_fastapi, middleware), **options)
    return app


def flask_app(middleware: str, options: dict[str, Any]) -> Any:
    app = flask.Flask("things")

    @app.get("/rpc")
    @for_flask.can("thing.delete")
    def forbidden() -> Any: ...

    @app.get("/things")
    @for_flask.can("thing.read")
    def things() -> Any:
        return described(for_flask.current_caller(), flask.request.get_data())

    @app.route("/<path:rest>", methods=["GET", "POST", "DELETE"])
    def whole(rest: str) -> Any:
        return described(for_flask.current_caller(), flask.request.get_data())

    getattr(for_flask, middleware)(app, **options)
    return app


def django_app(middleware: str, options: dict[str, Any], kind: str) -> Any:
    """Django has one configuration for each process: it is exchanged between tests."""
    import django
    from django.conf import settings
    from django.core.asgi import get_asgi_application
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpRequest, JsonResponse
    from django.urls import clear_url_caches, re_path
    from latchkey_guard.django import can

    @can("thing.delete")
    def forbidden(request: HttpRequest) -> Any: ...

    @can("thing.read")
    async def things(request: HttpRequest) -> Any:
        return JsonResponse(described(request.caller, request.body))

    def whole(request: HttpRequest) -> Any:
        return JsonResponse(described(request.caller, request.body))

    urls: Any = types.ModuleType("things_urls")
    urls.urlpatterns = [re_path("^rpc$", by_method(GET=forbidden, POST=whole)), re_path("^things$", things), re_path("", whole)]
    sys.modules["things_urls"] = urls
    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF="things_urls", SECRET_KEY="x", USE_TZ=True, MIDDLEWARE=[])
        django.setup()
    settings.MIDDLEWARE = [f"latchkey_guard.django.{middleware}"]
    settings.LATCHKEY = options
    clear_url_caches()
    return get_asgi_application() if kind == "asgi" else get_wsgi_application()


def by_method(**views: Callable[..., Any]) -> Callable[..., Any]:
    return lambda request: views[request.method](request)


@contextmanager
def serving(framework: str, middleware: str, options: dict[str, Any], port: int = 0) -> Iterator[int]:
    """Serve an API on a free port, or on that one, and give the port."""
    if framework in ("fastapi", "django-asgi"):
        app = fastapi_app(middleware, options) if framework == "fastapi" else django_app(middleware, options, "asgi")
        config = uvicorn.Config(app, host="127.0.0.1", log_level="warning", proxy_headers=False, lifespan="off", ws="none")
        server = uvicorn.Server(config)
        listener = socket.create_server(("127.0.0.1", port))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
        return
    other: Any
    if framework == "flask":
        other = werkzeug.serving.make_server("127.0.0.1", port, flask_app(middleware, options), threaded=True, request_handler=_QuietFlask)
    else:
        other = make_server("127.0.0.1", port, django_app(middleware, options, "wsgi"), handler_class=_Quiet)
    thread = threading.Thread(target=other.serve_forever, args=(0.01,) if framework == "django" else ())
    thread.start()
    try:
        yield other.server_port
    finally:
        other.shutdown()
        thread.join()
        other.server_close()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None: ...


class _QuietFlask(werkzeug.serving.WSGIRequestHandler):
    def log(self, *_: Any) -> None: ...


def send(port: int, method: str, target: str, headers: dict[str, str], body: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def parsed(body: bytes) -> Any:
    return json.loads(body)


