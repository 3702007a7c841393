"""What the app above may want to hear of. Sent inside the transaction of the change."""

from django.dispatch import Signal

# With ``request_id``, before anything is locked here: the app above locks its case first, so that every
# transaction takes its locks in one order (case, disclosure, verification) and none waits in a circle.
case_locking = Signal()

# With ``disclosure``: it has been read; it is sealed, or nothing in it was usable.
disclosure_read = Signal()

# With ``verification`` and ``references``: the venue's own record references that are the subject's.
verification_ended = Signal()

# With ``disclosure``: its key and its blobs are gone.
disclosure_destroyed = Signal()
