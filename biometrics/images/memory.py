"""A limit on the memory that decoding one picture may take.

A header can lie: an AVIF file of 2 kB that declares 100 by 100 pixels decodes 12,000 by 12,000 and
takes 295 MB. What hostile bytes make a decoder allocate ends here, not with the whole machine.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DECODING_BYTES = 512 * 1024 * 1024
"""More than the greatest honest picture takes: 398 MB for WebP of 24 million pixels (measured)."""

STATUS = Path("/proc/self/status")


@contextmanager
def limited_memory(allowance: int = DECODING_BYTES) -> Iterator[None]:
    """Inside, the process may take ``allowance`` bytes of data more than it has now.

    Beyond that, an allocation fails: MemoryError, or what the decoder makes of it. It holds for
    the whole process, so it belongs in a worker that reads one picture at a time. Only Linux
    counts a process's data; elsewhere there is no limit.
    """
    taken = _data_bytes()
    if taken is None:
        yield
        return
    before, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limits = (limit for limit in (before, hard) if limit != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_DATA, (min([taken + allowance, *limits]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (before, hard))


def _data_bytes() -> int | None:
    """What the kernel counts against the limit; None where it does not tell."""
    if not STATUS.is_file():
        return None
    lines = STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    found = next((line for line in lines if line.startswith("VmData:")), None)
    return int(found.split()[1]) * 1024 if found else None
