"""Serves the templates of a file with FastAPI; each handler says which one it is."""

import asyncio
import json
import socket
import sys

import uvicorn
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

app = FastAPI(openapi_url=None)


def add(template: str) -> None:
    async def handler():
        return PlainTextResponse(f"ran {template}")

    app.add_api_route(template, handler)


with open(sys.argv[1], encoding="utf8") as file:
    for template in json.load(file):
        add(template)

listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen(128)
print(listening.getsockname()[1], flush=True)
asyncio.run(uvicorn.Server(uvicorn.Config(app, log_level="error")).serve(sockets=[listening]))
