"""What the apps above may want to hear of; this app knows none of them."""

from django.dispatch import Signal

# Sent inside the transaction, with ``resident`` and ``purpose``. Whoever processes faces must stop and
# destroy what they have before the transaction ends: a failure there keeps the consent from being withdrawn.
consent_withdrawn = Signal()

# Sent before the transaction, with ``photo`` (bytes): whoever keeps photographs looks at it, answers with
# what it is to be sent again as, and raises `PhotoRefused` for what is no photograph.
photograph_offered = Signal()

# Sent inside the transaction, with ``report`` and ``photo`` (bytes). Whoever keeps photographs must seal it,
# blur the faces in it, and raise `PhotoRefused` for what is no photograph.
sighting_photographed = Signal()

# Sent inside the transaction, with ``report``: its photograph has served.
sighting_decided = Signal()

# Sent inside the transaction, with ``handover``, at each of its states: whoever sends mail tells both sides.
handover_moved = Signal()
