"""A phone: a browser without script, over real sockets, that remembers all it was ever answered."""

from __future__ import annotations

import http.client
import json
import re
import socket
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

FORM = re.compile(r'name="form" value="([^"]+)"')
CLOSED = 'This page is closed. To go on, choose "Set up with your phone" in Trackpass on the TV.'


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def seen(self) -> str:
        """What a person reads, roughly."""
        text = re.sub(r"<(?:style|title).*?</(?:style|title)>|<[^>]*>", " ", self.text, flags=re.DOTALL)
        return re.sub(r"\s+", " ", unescape(text)).strip()

    @property
    def json(self) -> Any:
        assert self.headers["content-type"] == "application/json"
        return json.loads(self.body)

    @property
    def location(self) -> str:
        assert self.status == 303
        return self.headers["location"]


@dataclass
class Phone:
    """``page`` is the address that the TV shows, ``key`` opens the calls for programs."""

    page: str
    key: str = ""
    answers: list[Answer] = field(default_factory=list)

    @property
    def host(self) -> str:
        return urlsplit(self.page).netloc

    @property
    def port(self) -> int:
        return urlsplit(self.page).port or 80

    @property
    def root(self) -> str:
        return urlsplit(self.page).path.rstrip("/")

    def ask(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Answer:
        """One request to this box; a header is named like ``Sec_Fetch_Site``."""
        sent = {"Host": self.host, **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            answer = Answer(response.status, found, response.read())
        finally:
            connection.close()
        self.answers.append(answer)
        return answer

    def get(self, path: str = "/", **headers: str) -> Answer:
        """A page below the token."""
        return self.ask("GET", self.root + path, **headers)

    def form_token(self) -> str:
        found = FORM.search(self.get("/simkl").text)
        assert found
        return found[1]

    def post(self, path: str, **fields: str) -> Answer:
        """Sends a form as the page has it."""
        return self.post_with({}, path, **fields)

    def post_with(self, headers: dict[str, str], path: str, **fields: str) -> Answer:
        body = urlencode({"form": self.form_token(), **fields})
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", self.root + path, body, **kind, **headers)

    def follow(self, answer: Answer) -> Answer:
        """Goes where the answer leads."""
        return self.ask("GET", answer.location.split("#")[0])

    def call(self, method: str, path: str, wish: Any = None) -> Answer:
        """One of the calls for programs."""
        body = None if wish is None else json.dumps(wish)
        return self.ask(method, f"/api/{path}", body, Authorization=f"Bearer {self.key}")

    def request(self, method: str, path: str, *headers: str, body: str = "") -> bytes:
        """A request as bytes, with the right host."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", *headers, "", body]
        return "\r\n".join(lines).encode()

    def open_socket(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def raw(self, data: bytes) -> bytes:
        """Sends bytes as they are; what came back until the end."""
        with self.open_socket() as line:
            line.sendall(data)
            found = b""
            try:
                while chunk := line.recv(65536):
                    found += chunk
            except ConnectionResetError:
                pass
            return found


def is_refused(answer: Answer) -> bool:
    """As strangers are: nothing but how the owner gets in."""
    return answer.status == 404 and CLOSED in answer.seen


def is_up(phone: Phone) -> bool:
    """Whether anybody listens where this phone goes."""
    try:
        phone.open_socket().close()
    except ConnectionRefusedError:
        return False
    return True
