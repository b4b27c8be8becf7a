"""A client of the running portal that sends exactly what a test says: no header is added, no redirect followed."""

import http.client
import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import urlencode, urlsplit

PROBLEM = "application/problem+json"
_TIMEOUT_S = 60


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """Of a problem document; checks that it is one."""
        assert self.headers["Content-Type"] == PROBLEM, (self.status, self.body[:300])
        told = self.json
        assert {"type", "title", "status", "detail", "code", "request_id"} <= set(told)
        assert (told["status"], told["request_id"]) == (self.status, self.headers["X-Request-ID"])
        code: str = told["code"]
        return code

    @property
    def refusal(self) -> tuple[int, str]:
        return self.status, self.code


@dataclass(frozen=True)
class Api:
    """`tokens`: by name, either a persona or "persona scope scope"."""

    url: str
    tokens: Mapping[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        who: str = "",
        body: bytes | Iterable[bytes] | None = None,
        *,
        query: Mapping[str, object] | None = None,
        **headers: str,
    ) -> Answer:
        """`headers` with `_` for `-`. An iterable body is sent in chunks."""
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        if who:
            sent["Authorization"] = f"Bearer {self.tokens[who]}"
        host = urlsplit(self.url).netloc
        target = path + (f"?{urlencode(query)}" if query else "")
        with closing(http.client.HTTPConnection(host, timeout=_TIMEOUT_S)) as connection:
            connection.request(method, target, body, sent, encode_chunked=body is not None and not isinstance(body, bytes))
            answer = connection.getresponse()
            return Answer(answer.status, answer.msg, answer.read())

    def get(self, path: str, who: str = "", query: Mapping[str, object] | None = None, **headers: str) -> Answer:
        return self.ask("GET", path, who, query=query, **headers)

    def post(self, path: str, who: str, value: object, content_type: str = "application/json", **headers: str) -> Answer:
        return self.ask("POST", path, who, json.dumps(value).encode(), Content_Type=content_type, **headers)

    def search(self, who: str = "support", /, **asked: object) -> Any:
        answer = self.post("/api/v1/orders/search/", who, asked)
        assert answer.status == 200, answer.body
        return answer.json

    def send(self, *events: object) -> Any:
        """Events as the collector sends them."""
        answer = self.post("/api/v1/events/", "collector", list(events), "application/cloudevents-batch+json")
        assert answer.status == 202, answer.body
        return answer.json
