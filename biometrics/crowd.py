"""Are the records of one disclosure plainly of several people? Yes or no; nothing of it is kept."""

from __future__ import annotations

import numpy as np

from biometrics.calibration import Calibration
from biometrics.vault.gallery import OpenedGallery

# The share of pairs that cannot be one person's. Of one person's records one pair in a hundred is so
# unlike; of two people's, half and half, every second pair compares strangers.
PLAIN_SHARE = 0.1


def is_of_several_people(gallery: OpenedGallery, calibration: Calibration) -> bool:
    """True when more than a tenth of all pairs score beyond the loosest score that was measured.

    Beyond it lie half of all pairs of strangers of the group in which people are most alike, and
    hardly any pair of one person's. For the few records that a name may have: memory grows with the
    square of their number. Raises Undecryptable for a gallery that does not open whole.
    """
    count = gallery.count
    if count < 2:
        return False
    rows = np.empty((count, calibration.dimension), dtype=np.float32)
    half = np.empty(count, dtype=np.float32)
    try:
        for block in gallery:
            end = block.first_row + len(block.levels)
            rows[block.first_row : end] = block.rows
            half[block.first_row : end] = block.half_crowding
        first, second = np.triu_indices(count, k=1)
        scores = np.linalg.norm(rows[first] - rows[second], axis=1) - half[first] - half[second]
        apart = scores > calibration.curve(1).thresholds[-1]
        return bool(apart.mean() > PLAIN_SHARE)
    finally:
        rows.fill(0.0)
        half.fill(0.0)
