"""One call to one address."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPException

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from accounts.core.outgoing.addresses import Resolver, public_addresses, system_resolver
from accounts.core.outgoing.connection import Deadline, connection_to
from accounts.core.outgoing.target import Policy, Target

THIS_MACHINE = ["127.0.0.1"]


class CallFailed(Exception):
    """Nobody answered, or not in time, or not as themselves, or with too much. It may be tried later."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A redirection is an answer like any other: nobody goes where it leads."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def call(
    method: str,
    target: Target,
    *,
    policy: Policy,
    headers: Mapping[str, str],
    body: bytes = b"",
    resolver: Resolver = system_resolver,
) -> Answer:
    """Make the call, within the time and the size that ``policy`` sets.

    Raises:
        OutgoingRefused: the name leads to an address that is not public.
        CallFailed: no answer.
    """
    deadline = Deadline(policy.overall_seconds)
    try:
        addresses = _addresses(target, policy, deadline, resolver)
        with closing(connection_to(target, addresses, policy, deadline)) as connection:
            connection.request(method, target.path, body, headers, preload_content=False)
            answer = _answer(connection, policy.most_bytes)
    except (OSError, HTTPError, HTTPException) as error:
        raise CallFailed(type(error).__name__) from error
    finally:
        deadline.close()
    if deadline.passed:  # a body that was cut off looks like one that has ended
        raise CallFailed("the call took too long")
    return answer


def _addresses(target: Target, policy: Policy, deadline: Deadline, resolver: Resolver) -> list[str]:
    if target.on_this_machine:
        return THIS_MACHINE
    seconds = min(policy.connect_seconds, deadline.left())
    return public_addresses(target.host, target.port, seconds=seconds, resolver=resolver)


def _answer(connection: HTTPConnection, most_bytes: int) -> Answer:
    response = connection.getresponse()
    # Compressed bytes stay compressed: a small answer must not become a large one.
    body = response.read(most_bytes + 1, decode_content=False) if most_bytes else b""
    if len(body) > most_bytes:
        raise CallFailed("the answer is too long")
    return Answer(response.status, dict(response.headers), body)
