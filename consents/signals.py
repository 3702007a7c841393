"""What the apps above may want to hear of; this app knows none of them."""

from django.dispatch import Signal

# Sent inside the transaction, with ``resident`` and ``purpose``. Whoever processes faces must stop and
# destroy what they have before the transaction ends: a failure there keeps the consent from being withdrawn.
consent_withdrawn = Signal()
