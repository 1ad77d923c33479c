"""The page on this machine at which the owner's browser ends after the consent.

In: a browser's visit. Out: the address it came to, with the code in it. The page is there on the loopback address
alone, at a port that is free (RFC 8252, 7.3), and only until that visit.
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit

_HOST = "127.0.0.1"
_PAGE = b"Headsup has the answer. Close this page and go back to the terminal.\n"


class Landing(ThreadingHTTPServer):
    """A page that waits for one visit; it is there while its context lasts."""

    def __init__(self, name: str) -> None:
        """`name` is what the address calls this machine: a provider may know it by one of its names only."""
        super().__init__((_HOST, 0), _Visit)
        self.address = f"http://{name}:{self.server_port}/"
        self.came_to = ""
        self.arrived = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self.server_close()

    def visit(self, patience: float) -> str:
        """The address the browser came to; "" where nobody came within so many seconds."""
        self.arrived.wait(patience)
        return self.came_to


def spare_address(name: str) -> str:
    """An address at which nobody answers, for a browser on another machine: only what it is called there counts."""
    with Landing(name) as landing:
        return landing.address


class _Visit(BaseHTTPRequestHandler):
    """A browser asks for an icon, too, and others may knock: only what looks like an answer counts."""

    server: Landing
    timeout = 10

    def do_GET(self) -> None:
        if {"code", "error"} & parse_qs(urlsplit(self.path).query).keys() and not self.server.arrived.is_set():
            self.server.came_to = self.server.address.rstrip("/") + self.path
            self.server.arrived.set()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(_PAGE)))
        self.end_headers()
        self.wfile.write(_PAGE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own signature
        """Not a word: the path holds the code."""
