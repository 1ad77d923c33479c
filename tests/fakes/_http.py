"""HTTP/1.1 on loopback for the twins, in the clear or over TLS: an app that answers in, the address it is at out.

Connections are kept alive, every answer has its length, and nothing waits for a full packet. An app whose own code
fails answers nothing, and fails the `with` block it was served in.
"""

import socket
import ssl
import struct
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit


class Fate(Enum):
    """What becomes of an answer on its way: it arrives, is cut in half, or the connection ends without one."""

    WHOLE = "whole"
    CUT = "cut"
    CLOSED = "closed"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Request:
    """A request: `path` as sent, without its query; header names in lower case; the whole body.

    `connection` tells the connections of one server apart: it is the client's port.
    """

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    connection: int = 0


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; `delay` are the seconds before it is sent."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    fate: Fate = Fate.WHOLE
    delay: float = 0.0


class App(Protocol):
    """What is served. Called from several threads at once."""

    def answer(self, request: Request) -> Response:
        """The answer; no exception but for a fault of the app itself."""


@contextmanager
def serving(app: App, port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve `app` at the URL given, without a final slash, until the block ends. Raises what the app itself raised."""
    server = _Server(app, port, tls)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.hang_up()
        server.server_close()
        thread.join()
        if server.failures:
            raise server.failures[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, app: App, port: int, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.app = app
        self._tls = tls
        self.failures: list[BaseException] = []
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, address = super().get_request()
        if self._tls is not None:  # the handshake is left to the connection's own thread
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: object) -> None:
        assert isinstance(request, socket.socket)
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that are still open, so that no thread waits for a next request."""
        self.stopping.set()
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news; anything else is a fault of the app."""
        fault = sys.exception()
        if fault is not None and not isinstance(fault, ConnectionError | ssl.SSLError):
            self.failures.append(fault)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def _serve(self) -> None:
        self._send(self.server.app.answer(self._request()))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

    def _request(self) -> Request:
        length = int(self.headers.get("Content-Length", 0))
        split = urlsplit(self.path)
        return Request(
            method=self.command,
            path=split.path,
            query=parse_qs(split.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length) if length else b"",
            connection=self.client_address[1],
        )

    def _send(self, response: Response) -> None:
        if response.delay:
            self.server.stopping.wait(response.delay)
        if response.fate in {Fate.CLOSED, Fate.RESET}:
            self.close_connection = True
            if response.fate is Fate.RESET:  # no lingering: the other side is told at once, by a reset
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            return
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status not in {204, 304}:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        cut = response.fate is Fate.CUT
        self.wfile.write(response.body[: len(response.body) // 2] if cut else response.body)
        self.wfile.flush()
        self.close_connection = self.close_connection or cut

    def log_message(self, *_: object) -> None:
        """Nothing: what was asked may be somebody's words."""


def segments(path: str) -> list[str]:
    """The path's segments, each decoded."""
    return [unquote(piece) for piece in path.strip("/").split("/")]
