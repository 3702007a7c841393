"""A gallery that was sealed under another calibration is an error, never “not matched”."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from django.urls import reverse

from biometrics.calibration import load
from biometrics.calibration.space import SHIPPED
from biometrics.comparison import compare
from biometrics.models import Basis, Capture, Disclosure, DisclosureState
from biometrics.problems import RefusalKind, Refused
from biometrics.services import comparing, reading
from biometrics.services.disclosures import (
    add_photograph,
    add_vectors,
    finish_disclosure,
)
from biometrics.services.galleries import names_of, references_of
from biometrics.services.verifications import start_verification
from biometrics.thresholds import PolicyKind, policy_for
from biometrics.types import EngineId
from biometrics.vault import OtherSpace, Undecryptable
from biometrics.vault.gallery import GalleryContext, create_key, open_key
from biometrics.vault.keys import LocalKeyWrapper
from requests_app.services import identity
from tests.attempting import disclosed, picture, template
from tests.guards.job import committed

__all__ = ["committed"]
pytestmark = pytest.mark.usefixtures("mosaic_engine")

MOSAIC = EngineId("mosaic", "1")
WRAPPER = LocalKeyWrapper(b"w" * 32)
RESIDENT = 1


@pytest.fixture
def recalibrate(settings, tmp_path):
    """`recalibrate(turn=True)` puts another calibration of the same name in the place of the first."""

    def change(*, turn=False, crowd=0.0):
        folder = tmp_path / "mosaic-1"
        shutil.copytree(SHIPPED / "mosaic-1", folder)
        if turn:
            whitening = np.load(folder / "whitening.npy")
            q, _ = np.linalg.qr(np.random.default_rng(0).standard_normal(whitening.shape))
            np.save(folder / "whitening.npy", (whitening @ q).astype(np.float32))
        if crowd:
            with np.load(folder / "crowding.npz") as stored:
                numbers = dict(stored)
            np.savez(
                folder / "crowding.npz", **(numbers | {"constant": numbers["constant"] + crowd})
            )
        curve = json.loads((folder / "curve.json").read_text())
        (folder / "curve.json").write_text(json.dumps(curve | {"version": "2"}))
        settings.CALIBRATION_DIRS = [str(tmp_path)]
        load.cache_clear()

    yield change
    load.cache_clear()


# --- the vault --------------------------------------------------------------------------------


@pytest.fixture
def sealed(template_of):
    """One record of the resident, sealed under the calibration as it is shipped."""
    context = GalleryContext.today("d-1", MOSAIC)
    wrapped = create_key(context, wrapper=WRAPPER)
    with open_key(wrapped, context, wrapper=WRAPPER) as key:
        block = key.seal_block([template_of(RESIDENT)], index=0, first_row=0)
        return context, wrapped, block, key.seal_reference("card 7", number=0), key.seal_count(1)


@pytest.mark.parametrize("change", [{"turn": True}, {"crowd": 0.01}], ids=["whitening", "crowding"])
def test_rows_of_another_space_do_not_open(sealed, recalibrate, template_of, change):
    context, wrapped, block, _reference, _count = sealed
    recalibrate(**change)
    with open_key(wrapped, context, wrapper=WRAPPER) as key:
        with pytest.raises(OtherSpace, match="must disclose again"):
            key.open_blocks([block], count=1)
        with pytest.raises(OtherSpace):
            key.seal_block([template_of(2)], index=1, first_row=1)
        with pytest.raises(OtherSpace):
            key.turn(np.zeros(32, np.float32))


def test_references_and_count_open_all_the_same(sealed, recalibrate):
    """The venue can still see what it sent, to send it again."""
    context, wrapped, _block, reference, count = sealed
    recalibrate(turn=True)
    with open_key(wrapped, context, wrapper=WRAPPER) as key:
        assert (key.open_reference(reference, number=0), key.open_count(count)) == ("card 7", 1)


def test_a_gallery_that_pretends_to_be_of_today_does_not_open(sealed, recalibrate):
    """Whoever changes the digest in the database changes what the key is bound to."""
    _context, wrapped, *_rest = sealed
    recalibrate(turn=True)
    with pytest.raises(Undecryptable):
        open_key(wrapped, GalleryContext.today("d-1", MOSAIC), wrapper=WRAPPER).__enter__()


def test_the_comparison_looks_again(sealed, recalibrate, template_of):
    """Opened under the one calibration, compared under the other: no outcome either."""
    context, wrapped, block, _reference, _count = sealed
    with open_key(wrapped, context, wrapper=WRAPPER) as key:
        gallery = key.open_blocks([block], count=1)
        recalibrate(turn=True)
        with pytest.raises(OtherSpace):
            compare(
                probes=[template_of(RESIDENT, 1)],
                gallery=gallery,
                policy=policy_for(MOSAIC, PolicyKind.DELETION),
            )


def test_new_curves_alone_change_nothing_of_what_is_sealed(sealed, recalibrate, template_of):
    context, wrapped, block, _reference, _count = sealed
    recalibrate()
    assert load("mosaic-1").version == "2"
    with open_key(wrapped, context, wrapper=WRAPPER) as key:
        decision = compare(
            probes=[template_of(RESIDENT, 1)],
            gallery=key.open_blocks([block], count=1),
            policy=policy_for(MOSAIC, PolicyKind.DELETION),
        )
    assert decision.matched == (0,)
    assert decision.policy_version == "3.2"


# --- disclosures and attempts -----------------------------------------------------------------


@pytest.fixture
def disclosure(rights_request, resident, operator, consent_of, committed):
    consent_of(resident)
    return disclosed(rights_request, operator, committed, people=(RESIDENT,))


def attempt(disclosure):
    return start_verification(
        disclosure=disclosure,
        frames=[picture(RESIDENT)],
        by=disclosure.subject,
        capture=Capture.ATTENDED,
    )


@pytest.mark.django_db
def test_an_attempt_under_way_is_stopped_and_the_person_told(
    disclosure, recalibrate, committed, api
):
    waiting = attempt(disclosure)
    recalibrate(turn=True)
    with committed():
        comparing.compare_faces(verification_id=waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem, waiting.outcome) == ("stopped", "outdated", "")
    assert not waiting.frames.exists()
    shown = api(disclosure.subject).get(f"/api/v1/verifications/{waiting.pk}").json()
    assert "has to disclose them again" in shown["sentence"]


@pytest.mark.django_db
def test_no_selfie_is_taken_for_it(disclosure, recalibrate, signed_in):
    recalibrate(turn=True)
    with pytest.raises(Refused) as refused:
        attempt(disclosure)
    assert refused.value.kind is RefusalKind.OUTDATED
    page = signed_in(disclosure.subject).get(
        reverse("biometrics:verify", args=(disclosure.pk,)), headers={"accept-language": "en"}
    )
    assert "has to disclose them again" in page.text


@pytest.mark.django_db
def test_the_stopped_attempt_says_so_on_its_page(disclosure, recalibrate, signed_in):
    waiting = attempt(disclosure)
    recalibrate(turn=True)
    comparing.compare_faces(verification_id=waiting.pk)
    page = signed_in(disclosure.subject).get(
        reverse("biometrics:verification", args=(waiting.pk,)), headers={"accept-language": "en"}
    )
    assert "has to disclose them again" in page.text


@pytest.mark.django_db
def test_the_venue_sees_it_and_a_new_disclosure_takes_its_place(
    disclosure, rights_request, operator, recalibrate, committed, signed_in
):
    recalibrate(turn=True)
    desk = reverse("admin:requests_app_rightsrequest_disclose", args=(rights_request.pk,))
    page = signed_in(operator).get(desk, headers={"accept-language": "en"})
    assert "Disclose them again" in page.text
    assert 'name="basis"' in page.text, "the form to begin a new one"
    with committed():
        again = disclosed(rights_request, operator, committed, people=(RESIDENT,))
    disclosure.refresh_from_db()
    assert (disclosure.state, disclosure.destroyed_because) == ("destroyed", "outdated")
    decided = attempt(again)
    comparing.compare_faces(verification_id=decided.pk)
    decided.refresh_from_db()
    assert decided.outcome == "verified"


@pytest.mark.django_db
def test_one_that_can_be_compared_is_not_replaced(
    disclosure, rights_request, operator, recalibrate
):
    recalibrate()  # another curve, the same space
    with pytest.raises(Refused) as refused:
        identity.begin_disclosure(
            case=rights_request, selection=identity.Selection(basis=Basis.BY_NAME), by=operator
        )
    assert refused.value.kind is RefusalKind.ALREADY_DISCLOSED


@pytest.mark.django_db
def test_one_that_is_being_put_together_takes_no_more(rights_request, operator, recalibrate):
    begun = identity.begin_disclosure(
        case=rights_request, selection=identity.Selection(basis=Basis.BY_NAME), by=operator
    )
    recalibrate(turn=True)
    with pytest.raises(Refused) as refused:
        add_vectors(disclosure=begun, engine="mosaic", rows=[("late", template(RESIDENT))])
    assert refused.value.kind is RefusalKind.CLOSED


@pytest.mark.django_db
def test_photographs_that_wait_are_destroyed_and_not_read(
    rights_request, operator, recalibrate, committed
):
    begun = identity.begin_disclosure(
        case=rights_request, selection=identity.Selection(basis=Basis.BY_NAME), by=operator
    )
    add_photograph(disclosure=begun, reference="card 7", data=picture(RESIDENT))
    finish_disclosure(disclosure=begun, by=operator)
    recalibrate(turn=True)
    with committed():
        assert reading.read_disclosure(disclosure_id=begun.pk)
    begun.refresh_from_db()
    assert (begun.state, begun.destroyed_because) == (DisclosureState.DESTROYED, "outdated")
    assert begun.purge_checked_at is not None


@pytest.mark.django_db
def test_an_engine_that_was_removed_compares_nothing_either(disclosure, settings):
    settings.FACE_ENGINES, settings.FACE_ENGINE = {}, "mosaic"
    with pytest.raises(Refused) as refused:
        attempt(Disclosure.objects.get(pk=disclosure.pk))
    assert refused.value.kind is RefusalKind.OUTDATED
    assert references_of(disclosure, [0]) == ["record-1"]
    assert names_of(disclosure, list(disclosure.items.all())) == ["record-1"]
