"""What the processes of Saveface do before they hold anything secret."""

import ctypes
import resource

M_PERTURB = -6  # of <malloc.h>
PATTERN = 0xA5


def forbid_core_dumps() -> None:
    """A crash must not write the memory of the process, faces and keys with it, to the disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def overwrite_freed_memory() -> bool:
    """Let the C library overwrite memory as it is freed; False where it cannot (only glibc can).

    An upload passes through a dozen of Python's `bytes`, which nobody can overwrite. Without this
    all of a photograph was still in the memory of the web process after its request; with it none.
    What is smaller than a kilobyte may stay: the library keeps such pieces at hand as they are.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(M_PERTURB, PATTERN))
