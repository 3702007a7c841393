"""After a destruction: what is really gone is proven by reading, and what is not is found."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import AuditEvent
from accounts.services.erasure import erase_account
from biometrics.models import Disclosure, ProbeFrame
from biometrics.services.disclosures import add_photograph, destroy_disclosure
from biometrics.services.purging import prove_purge, purged_sentence, remains_of
from biometrics.services.sweep import destroy_expired, sweep
from biometrics.services.verifications import start_verification
from biometrics.types import Capture
from biometrics.vault import blobs
from consents.models import Purpose
from consents.services import withdraw_consent
from requests_app.services import answers, closure, filing
from tests.attempting import disclosed, picture
from tests.guards.job import REFUSED, begin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mosaic_engine")]


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def disclosure(rights_request, operator, committed, consent_of, resident) -> Disclosure:
    consent_of(resident)
    return disclosed(rights_request, operator, committed, (1, 2, 3))


def destroyed(disclosure, committed, because="expired"):
    with committed():
        destroy_disclosure(disclosure=disclosure, because=because)
    disclosure.refresh_from_db()
    return disclosure


def purges():
    return AuditEvent.objects.filter(kind="disclosure.purged")


def test_a_destruction_is_checked_and_both_sides_can_see_it(
    disclosure, committed, signed_in, resident, operator, rights_request
):
    assert purged_sentence(disclosure) == ""
    destroyed(disclosure, committed)

    assert disclosure.purge_checked_at >= disclosure.destroyed_at
    (event,) = purges()
    data = {"request": str(rights_request.pk), "templates": 3, "files": 1}
    assert event.data == data
    sentence = purged_sentence(disclosure)
    assert sentence.startswith("Destroyed: 3 templates, the key and 1 sealed file. Checked on ")
    assert sentence.endswith("nothing is left.")
    shown = signed_in(resident).get(rights_request.get_absolute_url()).text
    assert "Destroyed: the key and everything sealed under it. Checked on " in shown
    assert "3 templates" not in shown, "how much was disclosed is not told"
    desk = reverse("admin:requests_app_rightsrequest_change", args=(rights_request.pk,))
    assert "nothing is left" in signed_in(operator).get(desk).text
    with translation.override("zh-hans"):
        assert "没有" in purged_sentence(disclosure)


def test_before_its_destruction_everything_is_seen(rights_request, operator, disclosure, resident):
    found = remains_of(disclosure)
    assert (found.keys, found.references, found.rows, len(found.files)) == (1, 3, 1, 1)
    start_verification(
        disclosure=disclosure, frames=[picture(1)], by=resident, capture=Capture.ATTENDED
    )
    found = remains_of(disclosure)
    assert (found.keys, found.rows, len(found.files)) == (2, 2, 2)
    with pytest.raises(ValueError, match="destroyed"):
        prove_purge(disclosure_id=disclosure.pk)


def test_photographs_that_were_never_read_are_gone_too(rights_request, operator, committed):
    disclosure = begin(rights_request, operator)
    for number in range(3):
        add_photograph(disclosure=disclosure, reference=f"r{number}", data=picture(number))
    assert len(remains_of(disclosure).files) == 3
    destroyed(disclosure, committed)
    assert not remains_of(disclosure).anything
    assert purges().get().data["files"] == 3


def test_a_store_that_did_not_remove_is_made_to(disclosure, committed, monkeypatch):
    """The file stayed when it was told to go: it goes with the check."""
    monkeypatch.setattr(blobs, "remove_on_commit", lambda paths: None)
    destroyed(disclosure, committed)
    assert not remains_of(disclosure).anything
    assert purges().count() == 1


def test_what_stays_in_spite_of_everything_is_never_called_gone(
    disclosure, committed, monkeypatch, caplog
):
    store = blobs.store()
    delete = type(store).delete
    monkeypatch.setattr(type(store), "delete", lambda self, name: None)
    destroyed(disclosure, committed)
    assert disclosure.purge_checked_at is None
    assert not purges().exists()
    assert "is not gone" in caplog.text

    monkeypatch.setattr(type(store), "delete", delete)
    Disclosure.objects.update(destroyed_at=timezone.now() - timedelta(minutes=1))
    sweep()
    disclosure.refresh_from_db()
    assert disclosure.purge_checked_at is not None
    assert not remains_of(disclosure).anything


@pytest.mark.parametrize("left", ["reference", "file", "selfie"])
def test_whatever_is_left_is_found(disclosure, committed, left):
    destroyed(disclosure, committed)
    if left == "reference":
        disclosure.items.filter(number=1).update(reference=b"sealed")
    elif left == "file":
        blobs.store().save(f"disclosures/{disclosure.pk}/more", ContentFile(b"sealed"))
    else:
        attempt = disclosure.verifications.create(
            request_id=disclosure.request_id, state="stopped", problem="expired"
        )
        ProbeFrame.objects.create(verification=attempt, number=0, picture_key=b"k", path="probes/x")
    assert remains_of(disclosure).anything


def test_it_is_noted_once(disclosure, committed):
    destroyed(disclosure, committed)
    before = disclosure.purge_checked_at
    prove_purge(disclosure_id=disclosure.pk)
    disclosure.refresh_from_db()
    assert (disclosure.purge_checked_at, purges().count()) == (before, 1)


# --- the command ------------------------------------------------------------------------------


def command(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("prove_purge", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue() + err.getvalue() + str(error)
    return 0, out.getvalue() + err.getvalue()


def test_the_command_proves_it_for_one_request(disclosure, committed, rights_request):
    code, said = command("--request", rights_request.reference)
    assert code == 1
    assert "not destroyed (ready): 1 keys, 3 references" in said
    destroyed(disclosure, committed)
    code, said = command("--request", rights_request.reference.lower())
    assert code == 0
    assert "destroyed 3 templates, the key and 1 sealed files; checked at 20" in said
    assert command()[0] == 0


def test_the_command_fails_when_anything_is_left(disclosure, committed, rights_request):
    destroyed(disclosure, committed)
    disclosure.items.filter(number=1).update(reference=b"sealed")
    for arguments in ((), ("--request", rights_request.reference)):
        code, said = command(*arguments)
        assert code == 1
        assert "1 references" in said


def test_the_command_knows_its_requests(db):
    assert command("--request", "SF-0000-0000")[0] == 1


# --- every way in which a face is destroyed ends in the proof ---------------------------------


WAYS = {
    "withdrawn": lambda case, resident, operator: filing.withdraw(case=case, by=resident),
    "consent": lambda case, resident, operator: withdraw_consent(
        resident=resident, purpose=Purpose.FACE_COMPARISON, language="en"
    ),
    "expired": lambda case, resident, operator: destroy_expired(),
    "lapsed": lambda case, resident, operator: closure.lapse(case=case),
    "answered": lambda case, resident, operator: answers.answer(
        case=case, reply=REFUSED, by=operator
    ),
    "verified": lambda case, resident, operator: start_verification(
        disclosure=Disclosure.objects.get(),
        frames=[picture(1, 2)],
        by=resident,
        capture=Capture.ATTENDED,
    ),
    "account_erased": lambda case, resident, operator: erase_account(user=resident),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_ending_destroys_the_key_and_proves_it(
    disclosure, committed, rights_request, resident, operator, way
):
    if way == "expired":
        Disclosure.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with committed():
        WAYS[way](rights_request, resident, operator)
    disclosure.refresh_from_db()
    assert (disclosure.state, disclosure.wrapped_key) == ("destroyed", None)
    # An erasure withdraws the open requests first.
    assert disclosure.destroyed_because == {"account_erased": "withdrawn"}.get(way, way)
    assert disclosure.purge_checked_at is not None
    assert command("--request", rights_request.reference)[0] == 0
