"""A connection to the very addresses that were judged, which ends at its deadline."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence

from urllib3.connection import HTTPConnection, HTTPSConnection

from accounts.core.outgoing.target import Policy, Target


class Deadline:
    """When it has passed, what is connected is cut off, in the middle of a handshake or a header too.

    The time-outs of a socket start anew with every byte: who sends one now and then could hold a worker
    for as long as they like.
    """

    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds
        self.passed = False
        self._timer: threading.Timer | None = None
        self._handle: socket.socket | None = None

    def left(self) -> float:
        """Seconds; raises TimeoutError when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the call took too long")
        return left

    def watch(self, sock: socket.socket) -> None:
        self._handle = sock.dup()  # stays ours when TLS takes the socket over
        self._timer = threading.Timer(self.left(), self._cut)
        self._timer.daemon = True
        self._timer.start()

    def _cut(self) -> None:
        self.passed = True
        if self._handle is not None:
            try:
                self._handle.shutdown(socket.SHUT_RDWR)
            except OSError:  # the other side was faster
                pass

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._handle is not None:
            self._handle.close()


class _Pinned(HTTPConnection):
    """Knows the name for `Host` and the certificate, and connects to the addresses it was given."""

    addresses: Sequence[str]
    connect_seconds: float
    deadline: Deadline

    def _new_conn(self) -> socket.socket:
        """In place of urllib3's own, which would ask for the name once more (DNS rebinding)."""
        failed: OSError = OSError("no address")
        for address in self.addresses:
            seconds = min(self.connect_seconds, self.deadline.left())
            try:
                sock = socket.create_connection((address, self.port), timeout=seconds)
            except OSError as error:
                failed = error
                continue
            self.deadline.watch(sock)
            return sock
        raise failed


class _PinnedTls(_Pinned, HTTPSConnection):
    """The same under TLS; the certificate must be that of the name."""


def connection_to(
    target: Target, addresses: Sequence[str], policy: Policy, deadline: Deadline
) -> HTTPConnection:
    kind = _PinnedTls if target.scheme == "https" else _Pinned
    connection = kind(target.host, target.port, timeout=policy.read_seconds)
    connection.addresses = addresses
    connection.connect_seconds = policy.connect_seconds
    connection.deadline = deadline
    return connection
