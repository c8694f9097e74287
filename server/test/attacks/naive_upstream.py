"""An API as careless frameworks make it: it decodes and tidies up the path, and reads headers as CGI variables."""
import json
import posixpath
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


def readings(target):
    """What different servers would take the path of a request target for."""
    path = urlsplit("//api" + target).path
    once = unquote(path)
    cut = "/".join(part.split(";", 1)[0] for part in once.split("/"))
    return {
        "decoded": posixpath.normpath(once),
        "decoded_twice": posixpath.normpath(unquote(once)),
        "without_parameters": posixpath.normpath(cut),
        "backslashes": posixpath.normpath(once.replace("\\", "/")),
        "merged": posixpath.normpath("/" + "/".join(part for part in once.split("/") if part)),
        "until_nul": posixpath.normpath(once.split("\0", 1)[0]),
    }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        variables = {}
        for name, value in self.headers.items():
            variables.setdefault(name.upper().replace("-", "_"), []).append(value)
        length = int(self.headers.get("Content-Length") or 0)
        told = {
            "method": self.command,
            "target": self.path,
            "readings": readings(self.path),
            "variables": variables,
            "body": self.rfile.read(length).decode("latin-1"),
        }
        text = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1])
sys.stdout.flush()
server.serve_forever()
