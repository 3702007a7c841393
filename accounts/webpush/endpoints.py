"""Which push services are spoken to. A browser names its own, so an address is judged before it is used.

Without this anybody could make the server call any address (server-side request forgery).
"""

from __future__ import annotations

from django.conf import settings

from accounts.core.outgoing import OutgoingRefused, Policy, Target, read_target


class EndpointRefused(OutgoingRefused):
    """The address is none of a push service that this installation speaks to."""


def policy() -> Policy:
    """The hosts of PUSH_HOSTS. Of an answer the status is enough."""
    return Policy(hosts=tuple(settings.PUSH_HOSTS), most_bytes=0)


def judged(endpoint: str) -> Target:
    """``endpoint``, read once, when it is the address of a known push service.

    Raises:
        EndpointRefused: anything else; the sentence says why.
    """
    try:
        return read_target(endpoint, policy())
    except OutgoingRefused as error:
        raise EndpointRefused(error.sentence) from error
