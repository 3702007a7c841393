"""What the processes of Saveface do before they hold anything secret."""

import ctypes
import resource
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

M_PERTURB = -6  # of <malloc.h>
PATTERN = 0xA5


# What looks for faces, or draws pages: for seconds, and over bytes that may be hostile.
WORKERS_ALONE = frozenset({"dlib", "face_recognition", "onnxruntime", "pypdfium2"})


class _WorkersAlone(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse what only a worker may load."""
        if fullname.partition(".")[0] in WORKERS_ALONE:
            raise ImportError(
                f"{fullname} is for workers: a web process holds others up", name=fullname
            )
        return None


def forbid_face_work() -> None:
    """From here on this process can load no library that looks for faces or draws pages."""
    sys.meta_path.insert(0, _WorkersAlone())


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
