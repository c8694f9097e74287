"""A protected API in a few lines. Only nginx reaches it, so it believes the identity that nginx passes on."""
import base64
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def caller_of(identity):
    """The caller in a `Latchkey-Identity`. Reached over a network, verify it first, by the keys at /.latchkey/<api>/jwks."""
    payload = identity.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["caller"]


class Api(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        identity = self.headers.get("Latchkey-Identity")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        text = json.dumps({
            "method": self.command,
            "target": self.path,
            "caller": caller_of(identity) if identity else None,
            "headers": self.headers.items(),
            "body": body.decode(),
        }).encode()
        self.send_response(418 if self.path == "/files/teapot" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 5000), Api)
print(server.server_address[1], flush=True)
server.serve_forever()
