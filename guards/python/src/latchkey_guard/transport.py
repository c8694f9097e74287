"""Carries requests to Latchkey, in threads and in event loops, within a time limit for the whole of each."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import anyio
import httpcore
from anyio.lowlevel import RunVar

from .exchange import Request, Result, Steps, Unreachable

_LARGEST = 4 * 1024 * 1024
"""The largest answer, in bytes; Latchkey's are far smaller. An attacker may be answering."""

_deadline: ContextVar[float] = ContextVar("latchkey_deadline")
_pools: RunVar[httpcore.AsyncConnectionPool | None] = RunVar("latchkey_pool")


async def close_async() -> None:
    """Close the connections of the running event loop."""
    pool = _pools.get(None)
    if pool is not None:
        _pools.set(None)
        await pool.aclose()


def run(steps: Steps[Result], pool: httpcore.ConnectionPool) -> Result:
    """Do the work in this thread."""
    try:
        request = next(steps)
        while True:
            try:
                text = _send(pool, request)
            except Exception as error:
                request = steps.throw(Unreachable(str(error)))
            else:
                request = steps.send(text)
    except StopIteration as done:
        result: Result = done.value
        return result


async def run_async(steps: Steps[Result]) -> Result:
    """Do the work in the running event loop."""
    try:
        request = next(steps)
        while True:
            try:
                text = await _send_async(request)
            except Exception as error:
                request = steps.throw(Unreachable(str(error)))
            else:
                request = steps.send(text)
    except StopIteration as done:
        result: Result = done.value
        return result


def new_pool() -> httpcore.ConnectionPool:
    return httpcore.ConnectionPool(max_connections=100, network_backend=_Timed())


def _send(pool: httpcore.ConnectionPool, request: Request) -> str:
    token = _deadline.set(time.monotonic() + request.timeout)
    try:
        waits = {"timeout": {"pool": request.timeout}}
        with pool.stream(
            request.method, request.url, headers=list(request.headers.items()), content=request.body, extensions=waits
        ) as answer:
            whole = bytearray()
            for chunk in answer.iter_stream():
                _add(whole, chunk)
            return whole.decode()
    finally:
        _deadline.reset(token)


async def _send_async(request: Request) -> str:
    pool = _pools.get(None)
    if pool is None:
        pool = httpcore.AsyncConnectionPool(max_connections=100)
        _pools.set(pool)
    with anyio.fail_after(request.timeout):
        async with pool.stream(
            request.method, request.url, headers=list(request.headers.items()), content=request.body
        ) as answer:
            whole = bytearray()
            async for chunk in answer.aiter_stream():
                _add(whole, chunk)
            return whole.decode()


def _add(whole: bytearray, chunk: bytes) -> None:
    whole += chunk
    if len(whole) > _LARGEST:
        raise Unreachable("The answer is too long.")


class _Timed(httpcore.NetworkBackend):
    """Gives each read and write the time that is left for the whole request: a server could otherwise hold a
    thread for ever by sending a byte now and then."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._inner.connect_tcp(host, port, _left(), local_address, socket_options)
        return _TimedStream(inner)


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, _left()))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left() -> float:
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise httpcore.TimeoutException("Latchkey did not answer in time.")
    return left
