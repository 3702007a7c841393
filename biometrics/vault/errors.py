"""What goes wrong in the vault. Neither error ever carries key or content."""


class MissingKey(Exception):
    """The wrapping key is not configured, or is no key; the text says what to do."""


class Undecryptable(Exception):
    """Something sealed does not open: altered, incomplete, or sealed under another key."""
