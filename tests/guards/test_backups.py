"""What copies made before a destruction still give away, as docs/threat-model.md says: no more, no less."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.management import call_command

from biometrics.models import Disclosure
from biometrics.services.disclosures import destroy_disclosure
from biometrics.services.galleries import context_of
from biometrics.vault import Undecryptable, blobs
from biometrics.vault.blocks import SealedBlock
from biometrics.vault.gallery import GalleryContext, open_key
from biometrics.vault.keys import WrappedKey
from tests.guards.job import committed
from tests.sealing import everywhere, new_key_beside_the_old

__all__ = ["committed", "everywhere"]
pytestmark = pytest.mark.django_db


@dataclass
class Copies:
    """A backup of the database, and an old version of a file in the store."""

    key: WrappedKey
    context: GalleryContext
    block: SealedBlock

    def rows(self) -> int:
        with open_key(self.key, self.context) as key:
            return sum(len(block.levels) for block in key.open_blocks([self.block], count=1))


@pytest.fixture
def copies(everywhere, committed) -> Copies:
    """Copied from a gallery that has been destroyed since."""
    held = Disclosure.objects.get(pk=everywhere.ready.pk)
    row = held.blocks.get()
    block = SealedBlock(row.index, row.first_row, row.count, blobs.get(row.path))
    made = Copies(WrappedKey(bytes(held.wrapped_key)), context_of(held), block)
    with committed():
        destroy_disclosure(disclosure=held, because="verified")
    held.refresh_from_db()
    assert held.wrapped_key is None
    assert not blobs.store().exists(row.path)
    return made


def test_key_file_and_wrapping_key_together_open_what_was_destroyed(copies):
    """Which is why backups and old versions must expire."""
    assert copies.rows() == 1


def test_the_file_alone_opens_with_nothing_that_is_left(copies, everywhere):
    others = Disclosure.objects.get(pk=everywhere.waiting.pk)
    with pytest.raises(Undecryptable):
        Copies(WrappedKey(bytes(others.wrapped_key)), copies.context, copies.block).rows()
    with pytest.raises(Undecryptable):
        Copies(WrappedKey(bytes(others.wrapped_key)), context_of(others), copies.block).rows()


def test_a_wrapping_key_that_was_changed_and_dropped_ends_every_copy(copies, settings):
    new_key_beside_the_old(settings)
    call_command("rewrap_keys", verbosity=0)
    settings.VAULT_OLD_WRAPPING_KEYS = []
    with pytest.raises(Undecryptable):
        copies.rows()
