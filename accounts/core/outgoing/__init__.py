"""Every call out of the house: push today, and whatever is called under an address that others gave.

An address is read once (`target`), its name is resolved once and every address of it must be public
(`addresses`), and the connection goes to just these (`connection`). No redirection is followed, and a call
ends in time, whatever the other side does (`client`). Nobody else opens a connection: see
tests/guards/test_calls_out.py, which lists the exceptions with their reasons.
"""

from accounts.core.outgoing.client import Answer, CallFailed, call
from accounts.core.outgoing.refusal import OutgoingRefused
from accounts.core.outgoing.target import Policy, Target, read_target

__all__ = ["Answer", "CallFailed", "OutgoingRefused", "Policy", "Target", "call", "read_target"]
