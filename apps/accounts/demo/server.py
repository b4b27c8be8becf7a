"""A directory for demonstrations and tests: LDAP v3 on loopback, so that signing in takes the same path as in a company.

Simple bind, search and unbind; everything else is refused by the protocol's own means. Only the service account may search.
"""

import hmac
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from apps.accounts.demo.messages import BadMessage, Bind, Code, Operation, Refused, Search, Unbind, found, read_message, result
from apps.accounts.demo.people import SERVICE_DN, Entry
from apps.accounts.demo.tree import find_entry, normal, search, shown

LOOPBACK = "127.0.0.1"
_IDLE_S = 60


class DemoDirectory(socketserver.ThreadingTCPServer):
    """Serves `entries`, which may be replaced as a whole at any time."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, entries: Sequence[Entry]) -> None:
        self.entries = entries
        super().__init__((LOOPBACK, port), _Conversation)

    @property
    def port(self) -> int:
        port: int = self.server_address[1]
        return port


class _Conversation(socketserver.StreamRequestHandler):
    """One connection: `who` is the DN it is bound as, "" for nobody."""

    server: DemoDirectory
    timeout = _IDLE_S
    who = ""

    def handle(self) -> None:
        try:
            while (message := read_message(self.rfile)) is not None and not isinstance(message[1], Unbind):
                self.wfile.write(b"".join(self._answer(*message)))
        except (BadMessage, OSError):
            return

    def _answer(self, message_id: int, operation: Operation) -> Iterator[bytes]:
        match operation:
            case Bind():
                yield result(message_id, "bindResponse", self._bind(operation))
            case Search():
                yield from self._search(message_id, operation)
            case Refused(answer):
                yield result(message_id, answer, Code.UNWILLING, "This directory only answers binds and searches.")

    def _bind(self, bind: Bind) -> Code:
        self.who = ""
        if bind.password is None:
            return Code.AUTH_METHOD_NOT_SUPPORTED
        if not bind.dn and not bind.password:
            return Code.SUCCESS
        if not bind.password:
            return Code.UNWILLING  # RFC 4513, 5.1.2: a name without a password must not count as signed in
        entry = find_entry(self.server.entries, bind.dn)
        if entry is None or not entry.password or not hmac.compare_digest(entry.password.encode(), bind.password.encode()):
            return Code.INVALID_CREDENTIALS
        self.who = entry.dn
        return Code.SUCCESS

    def _search(self, message_id: int, asked: Search) -> Iterator[bytes]:
        if normal(self.who) != normal(SERVICE_DN):
            yield result(message_id, "searchResDone", Code.INSUFFICIENT_ACCESS)
            return
        entries = self.server.entries
        if find_entry(entries, asked.base) is None:
            yield result(message_id, "searchResDone", Code.NO_SUCH_OBJECT)
            return
        for entry in search(entries, asked.base, asked.scope, asked.filter):
            yield found(message_id, entry.dn, shown(entry, asked.attributes))
        yield result(message_id, "searchResDone", Code.SUCCESS)


@contextmanager
def running(entries: Sequence[Entry], port: int = 0) -> Iterator[DemoDirectory]:
    """The directory in a thread of this process; port 0 takes a free one."""
    with DemoDirectory(port, entries) as directory:
        thread = threading.Thread(target=directory.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield directory
        finally:
            directory.shutdown()
            thread.join()
