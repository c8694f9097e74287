"""A server that plays Latchkey's internal endpoints over HTTP, with signatures that are real."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from vectors import KEY

Told = dict[str, Any]


def told(status: int, headers: dict[str, Any] | None = None, body: str = "") -> Told:
    return {"status": status, "headers": headers or {}, "body": body}


@dataclass
class Double:
    answer: Callable[[str, dict[str, str]], Told]
    url: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sign: Callable[[dict[str, Any]], str] = lambda claims: jwt.encode(
        claims, KEY, "HS256", {"typ": "latchkey-answer+jwt"}
    )
    plain: Callable[[BaseHTTPRequestHandler], None] | None = None
    """Answers unsigned requests, or, if it is given, everything."""


@contextmanager
def latchkey(answer: Callable[[str, dict[str, str]], Told], name: str = "things") -> Iterator[Double]:
    double = Double(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._reply(404, b"") if double.plain is None else double.plain(self)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if double.plain is not None:
                return double.plain(self)
            claims = jwt.decode(self.headers["latchkey-question"], KEY, algorithms=["HS256"])
            endpoint = self.path.rpartition("/")[2]
            digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
            assert (claims["endpoint"], claims["digest"]) == (endpoint, digest)
            headers = json.loads(body)["headers"]
            double.asked.append((endpoint, headers))
            signed = double.sign({"nonce": claims["nonce"], **double.answer(endpoint, headers)})
            self._reply(200, signed.encode())

        def _reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    double.url = f"http://127.0.0.1:{server.server_port}/.latchkey/{name}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
