"""What goes wrong in the vault. No error ever carries key or content; each says what to do."""

from accounts.core.unreachable import Unreachable


class MissingKey(Exception):
    """The wrapping key is not configured, or is no key, or may not be used."""


class KeyServiceUnreachable(Unreachable):
    """The KMS does not answer now. Nothing is lost: the same act works again when it does."""


class Undecryptable(Exception):
    """Something sealed does not open: altered, incomplete, or sealed under another key."""


class OtherSpace(Undecryptable):
    """A gallery was sealed under another calibration than today's, so distances in it say nothing."""

    def __init__(self) -> None:
        super().__init__(
            "this gallery was sealed under another calibration of its engine: "
            "the venue must disclose again"
        )
