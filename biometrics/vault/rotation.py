"""A secret rotation of the template space, one per disclosure (ISO/IEC 24745: unlinkability).

Distances are unchanged by it, so accuracy is too; two galleries under different rotations
cannot be matched against each other, even by somebody who has both in the clear.
"""

from __future__ import annotations

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

from biometrics.types import Floats


def orthogonal(seed: bytes, dimension: int) -> Floats:
    """An orthogonal matrix, float32 (d, d), uniform over rotations and reflections.

    It is derived from ``seed`` (32 bytes) by ChaCha20 and not by a library's generator,
    whose stream may change with its version and would then open no old gallery.
    """
    gaussian = _gaussian(seed, dimension * dimension).reshape(dimension, dimension)
    q, r = np.linalg.qr(gaussian)
    # The signs make the factorisation unique, and the distribution uniform (Mezzadri 2007).
    return (q * np.sign(np.diag(r))).astype(np.float32)


def _gaussian(seed: bytes, count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Box-Muller over a ChaCha20 key stream."""
    pairs = (count + 1) // 2
    encryptor = Cipher(algorithms.ChaCha20(seed, bytes(16)), mode=None).encryptor()
    stream = encryptor.update(bytes(pairs * 16))
    integers = np.frombuffer(stream, dtype="<u8").reshape(2, pairs)
    uniform = (integers.astype(np.float64) + 1.0) / 2.0**64
    radius = np.sqrt(-2.0 * np.log(uniform[0]))
    angle = 2.0 * np.pi * uniform[1]
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])[:count]
