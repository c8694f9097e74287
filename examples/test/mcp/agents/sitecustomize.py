"""The world of an agent under test, loaded before it: TLS is this machine, at the port where the demo ends it."""

import os
import socket

PORT = int(os.environ["LATCHKEY_TEST_WORLD"])
look_up, connect = socket.getaddrinfo, socket.socket.connect


def look_up_here(host, port, family=0, *args, **kwargs):
    if port in (443, "443", "https"):
        return look_up("127.0.0.1", PORT, socket.AF_INET, *args, **kwargs)
    return look_up(host, port, family, *args, **kwargs)


def connect_here(self, address):
    is_tls = isinstance(address, tuple) and address[1] == 443
    return connect(self, ("127.0.0.1", PORT) if is_tls else address)


socket.getaddrinfo, socket.socket.connect = look_up_here, connect_here
