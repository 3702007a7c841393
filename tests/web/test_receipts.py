"""Receipts by web: taken away by their owner, checked by anybody."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

pytestmark = pytest.mark.django_db

CHECK = reverse("receipts:check")


@pytest.fixture
def receipt(rights_request):
    return rights_request.receipts.get()


def address(receipt, name: str = "receipt") -> str:
    return reverse(f"requests:{name}", args=(receipt.request.reference, receipt.pk))


def test_owner_downloads_the_signed_text(resident, receipt, signed_in):
    answer = signed_in(resident).get(address(receipt, "receipt_download"))
    assert answer.text == receipt.jws
    assert f"{receipt.request.reference}-1.jws" in answer.headers["content-disposition"]


def test_receipt_is_its_owners(stranger, receipt, signed_in):
    assert signed_in(stranger).get(address(receipt)).status_code == 404


def test_anybody_checks_a_genuine_receipt(client, receipt):
    page = client.post(CHECK, {"text": receipt.jws}, headers={"accept-language": "en"})
    assert "Genuine" in page.text
    assert receipt.request.reference in page.text


def test_line_breaks_do_no_harm(client, receipt):
    broken = f"{receipt.jws[:40]}\n{receipt.jws[40:]}\n"
    page = client.post(CHECK, {"text": broken}, headers={"accept-language": "en"})
    assert "Signed with our key" in page.text


def test_a_changed_letter_shows(client, receipt):
    head, body, signature = receipt.jws.split(".")
    changed = ".".join(
        (head, body, signature[:-4] + ("AAAA" if signature[-4:] != "AAAA" else "BBBB"))
    )
    page = client.post(CHECK, {"text": changed}, headers={"accept-language": "en"})
    assert "Not genuine" in page.text
    assert receipt.request.reference not in page.text


def test_nonsense_is_called_unreadable(client, db):
    page = client.post(CHECK, {"text": "hello"}, headers={"accept-language": "en"})
    assert "Not readable as a receipt" in page.text


def test_the_file_that_was_downloaded_can_be_checked(client, receipt):
    file = SimpleUploadedFile("SF-1.jws", receipt.jws.encode(), "application/jose")
    page = client.post(CHECK, {"text": "", "file": file}, headers={"accept-language": "en"})
    assert "Signed with our key" in page.text


@pytest.mark.parametrize("content", [b"hello", b"\xff\x00" * 9000])
def test_a_file_that_is_no_receipt_is_called_unreadable(client, db, content):
    file = SimpleUploadedFile("photo.jpg", content)
    page = client.post(CHECK, {"file": file}, headers={"accept-language": "en"})
    assert "Not readable as a receipt" in page.text


def test_nothing_to_check_says_what_to_do(client, db):
    page = client.post(CHECK, {"text": " "}, headers={"accept-language": "en"})
    assert "Paste the text of a receipt first" in page.text


def test_its_owner_goes_on_to_the_check_with_the_text_there(resident, receipt, client, signed_in):
    page = signed_in(resident).get(address(receipt))
    check = page.context["check"]
    assert f'href="{check}"' in page.text
    found = client.get(check, headers={"accept-language": "en"})
    assert "Signed with our key" in found.text
    assert receipt.jws in found.text


def test_the_id_of_a_receipt_alone_opens_nothing(client, receipt):
    """Ids stand in addresses and logs."""
    for guess in (receipt.pk, receipt.pk.hex, f"{receipt.pk.hex}:x", "", "x" * 300):
        page = client.get(CHECK, {"receipt": guess}, headers={"accept-language": "en"})
        assert page.status_code == 200
        assert receipt.jws not in page.text
        assert receipt.request.reference not in page.text
    gone = client.get(f"{CHECK}?receipt={receipt.pk.hex}", headers={"accept-language": "en"})
    assert "There is no receipt under this address" in gone.text


def test_public_keys_hold_nothing_private(client, db):
    (key, *_rest) = client.get(reverse("receipts:keys")).json()["keys"]
    assert key["crv"] == "Ed25519"
    assert "d" not in key
