"""What every process of Saveface does before it holds anything secret."""

import resource


def forbid_core_dumps() -> None:
    """A crash must not write the memory of the process, faces and keys with it, to the disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
