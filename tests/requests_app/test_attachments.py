"""Files that go with messages: told by their content, sealed, without faces, gone with the case."""

from __future__ import annotations

import hashlib
import io
import time
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.core.parsing.budget import BUDGETS, Source
from biometrics import engines
from biometrics.drawn.faces import draw
from biometrics.images import read_picture
from biometrics.images.documents import draw_pages
from biometrics.models import FileState
from biometrics.services import sealed_files, sweep
from biometrics.vault import blobs
from requests_app.models import Attachment
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import messages
from requests_app.services.anonymising import anonymise
from requests_app.services.attachments import File, prepare, read
from requests_app.tasks import sweep_requests

pytestmark = pytest.mark.django_db


def pdf(*pictures, catalogue=b""):
    """A PDF with a page for each picture; ``catalogue`` is put into its catalogue."""
    buffer = io.BytesIO()
    first, *others = pictures or [Image.new("RGB", (200, 300), (180, 200, 220))]
    first.save(buffer, "PDF", save_all=True, append_images=others)
    return buffer.getvalue().replace(b"/Type /Catalog", b"/Type /Catalog " + catalogue)


SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
PDF = pdf(catalogue=SCRIPT)
TEXT = b"The ticket is 4711.\n"


def prepared(file):
    prepare(attachment_id=file.pk)
    file.refresh_from_db()
    return file


@pytest.fixture(scope="module")
def portrait() -> bytes:
    buffer = io.BytesIO()
    draw(4, size=480).save(buffer, "JPEG", exif=Image.Exif())
    return buffer.getvalue()


def send(client, case, *files, body="See the file."):
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    address = reverse("requests:message", args=(case.reference,))
    return client.post(
        address, {"body": body, "attachments": sent}, headers={"accept-language": "en"}
    )


def test_the_other_side_downloads_what_was_sent(rights_request, resident, operator, signed_in):
    assert send(signed_in(resident), rights_request, ("票.pdf", PDF)).status_code == 302
    file = prepared(Attachment.objects.get())
    desk = reverse("admin:requests_app_rightsrequest_file", args=(rights_request.pk, file.pk))
    answer = signed_in(operator).get(desk)
    assert answer.content == read(file)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="attachment-1.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    page = signed_in(operator).get(
        reverse("admin:requests_app_rightsrequest_change", args=(rights_request.pk,))
    )
    assert desk in page.text


def test_the_venue_sends_files_too(rights_request, resident, operator, signed_in):
    address = reverse("admin:requests_app_rightsrequest_message", args=(rights_request.pk,))
    sent = {
        "message-body": "Our sign.",
        "message-attachments": [SimpleUploadedFile("sign.pdf", PDF)],
    }
    assert signed_in(operator).post(address, sent).status_code == 302
    file = Attachment.objects.get()
    own = reverse("requests:attachment", args=(rights_request.reference, file.pk))
    assert signed_in(resident).get(own).status_code == 404
    prepared(file)
    assert own in signed_in(resident).get(rights_request.get_absolute_url()).text
    assert signed_in(resident).get(own).content == read(file)


def test_faces_in_pictures_are_blurred_and_the_original_is_gone(
    rights_request, resident, portrait, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        messages.write(
            case=rights_request, body="me", by=resident, files=[File("me.png", portrait)]
        )
    file = Attachment.objects.get()
    assert (file.state, file.name, file.media_type) == ("ready", "attachment-1.jpg", "image/jpeg")
    engine = engines.get("dlib-resnet")
    assert engine.detect(read_picture(portrait))
    assert not engine.detect(read_picture(read(file)))
    assert blobs.store().listdir("attachments")[1] == [file.path.split("/")[1]]


def test_of_a_pdf_only_the_pixels_are_handed_on(rights_request, resident, portrait):
    """Scripts, links, files and text within it are gone, faces are blurred, pages stay pages."""
    face = Image.open(io.BytesIO(portrait)).convert("RGB")
    sent = pdf(face, Image.new("RGB", (480, 480), "white"), catalogue=SCRIPT)
    assert b"JavaScript" in sent
    messages.write(case=rights_request, body="me", by=resident, files=[File("me.pdf", sent)])
    made = read(prepared(Attachment.objects.get()))
    for mark in (
        b"JavaScript",
        b"/JS",
        b"OpenAction",
        b"/AA",
        b"/Annots",
        b"EmbeddedFile",
        b"/URI",
    ):
        assert mark not in made
    engine = engines.get("dlib-resnet")
    before, after = list(draw_pages(sent)), list(draw_pages(made))
    assert len(before) == len(after) == 2
    assert engine.detect(before[0])
    assert not engine.detect(after[0])


@pytest.mark.parametrize(
    "sent",
    [
        b"%PDF-1.7\nthe ticket\n%%EOF",
        pdf(*[Image.new("L", (20, 20))] * 13),
        PDF[: len(PDF) // 3],
        b"%PDF-1.4\n" + b"[" * 100_000,
    ],
    ids=["none", "13 pages", "cut off", "nested"],
)
def test_a_pdf_that_cannot_be_drawn_is_opened_by_nobody(rights_request, resident, sent):
    messages.write(case=rights_request, body="see", by=resident, files=[File("a.pdf", sent)])
    file = prepared(Attachment.objects.get())
    assert file.state == FileState.REFUSED
    assert file.path == ""
    with pytest.raises(FileNotFoundError):
        read(file)


def pdf_of(*objects):
    """A PDF of one page, whose ``objects`` come after catalogue, pages and page: first what it draws."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>"
    resources = (
        b"/Shading<</S<</ShadingType 1/ColorSpace/DeviceRGB/Domain[0 595 0 842]/Function 5 0 R>>>>"
    )
    every = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page % (resources + b"/XObject<</F 5 0 R>>"),
        *objects,
    ]
    return (
        b"%PDF-1.7\n"
        + b"".join(
            b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(every, start=1)
        )
        + b"trailer <</Root 1 0 R>>\n%%EOF"
    )


def stream(words, content):
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (words, len(content), content)


def form_of(content, number):
    inner = b"/Resources<</XObject<</F %d 0 R>>>>" % number
    return stream(b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]" + inner, content)


SHADED = pdf_of(
    stream(b"", b"/S sh\n" * 2000),
    stream(
        b"/FunctionType 4/Domain[0 595 0 842]/Range[0 1 0 1 0 1]",
        b"{ " + b"sin cos exch " * 500 + b" 0 }",
    ),
)
LAUGHING = pdf_of(
    stream(b"", b"/F Do\n" * 40),
    *(form_of(b"/F Do\n" * 40, number) for number in range(6, 11)),
    form_of(b"0 0 595 842 re f\n" * 40, 99),
)


@pytest.mark.parametrize("sent", [SHADED, LAUGHING], ids=["a function", "forms within forms"])
def test_a_page_that_never_ends_is_cut_off_and_not_tried_again(
    rights_request, resident, sent, monkeypatch
):
    """Its few bytes would keep the one worker for faces busy until it is killed, three times."""
    short = replace(BUDGETS[Source.DOCUMENT], seconds=2)
    monkeypatch.setattr("biometrics.images.documents.BUDGETS", {Source.DOCUMENT: short})
    messages.write(case=rights_request, body="see", by=resident, files=[File("a.pdf", sent)])
    began = time.monotonic()
    file = prepared(Attachment.objects.get())
    assert time.monotonic() - began < 8
    assert (file.state, file.tries) == (FileState.REFUSED, 1)


def test_a_page_that_wants_all_memory_ends_its_own_process_alone(rights_request, resident):
    packed = zlib.compress(b"0 0 595 842 re f\n" * 2_000_000)
    sent = pdf_of(stream(b"/Filter/FlateDecode", packed))
    messages.write(case=rights_request, body="see", by=resident, files=[File("a.pdf", sent)])
    assert prepared(Attachment.objects.get()).tries == 1


def test_the_program_that_draws_knows_no_setting_and_no_key(monkeypatch):
    started = []
    monkeypatch.setattr(
        "biometrics.images.documents.subprocess.run",
        lambda command, **kwargs: started.append((command, kwargs)) or Done(),
    )
    assert draw_pages(PDF) == []
    ((command, kwargs),) = started
    assert kwargs["env"] == {}
    assert "-I" in command


class Done:
    stdout = b""


def test_a_pdf_behind_other_bytes_is_a_pdf(rights_request, resident):
    files = [File("notes.txt", b"some words before it\n" + PDF)]
    messages.write(case=rights_request, body="see", by=resident, files=files)
    assert Attachment.objects.get().media_type == "application/pdf"


def test_what_was_taken_as_it_was_sent_is_made_anew_first(
    rights_request, resident, signed_in, time_machine
):
    """A row of before: a PDF, ready and stored whole."""
    messages.write(case=rights_request, body="see", by=resident, files=[File("a.pdf", PDF)])
    file = Attachment.objects.get()
    sealed_files.seal(file, PDF, FileState.READY)
    file.save()
    own = reverse("requests:attachment", args=(rights_request.reference, file.pk))
    assert signed_in(resident).get(own).status_code == 404
    assert own not in signed_in(resident).get(rights_request.get_absolute_url()).text
    time_machine.move_to(timezone.now() + timedelta(minutes=1))
    sweep_requests()
    assert b"JavaScript" not in signed_in(resident).get(own).content
    assert signed_in(resident).get(own).status_code == 200


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/x-msdownload", ""])
def test_a_kind_that_is_not_named_is_served_to_nobody(rights_request, resident, signed_in, kind):
    messages.write(case=rights_request, body="see", by=resident, files=[File("a.txt", TEXT)])
    Attachment.objects.update(media_type=kind)
    own = reverse(
        "requests:attachment", args=(rights_request.reference, Attachment.objects.get().pk)
    )
    assert signed_in(resident).get(own).status_code == 404


def test_a_waiting_picture_is_opened_by_nobody(rights_request, resident, portrait, signed_in):
    messages.write(case=rights_request, body="me", by=resident, files=[File("me.jpg", portrait)])
    file = Attachment.objects.get()
    address = reverse("requests:attachment", args=(rights_request.reference, file.pk))
    assert file.state == FileState.WAITING
    assert signed_in(resident).get(address).status_code == 404


def test_the_chain_of_events_holds_the_digest_of_what_was_sent(rights_request, resident):
    messages.write(case=rights_request, body="see", by=resident, files=[File("t.pdf", PDF)])
    newest = rights_request.events.order_by("-number").first()
    assert newest.data["attachments"] == [hashlib.sha256(PDF).hexdigest()]


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ([File("virus.exe", b"MZ\x00\x01")], ProblemKind.FILE_NOT_TAKEN),
        ([File("empty.txt", b"")], ProblemKind.FILE_NOT_TAKEN),
        ([File("terminal.txt", b"a\x1b[2Jb")], ProblemKind.FILE_NOT_TAKEN),
        ([File("utf16.txt", "text".encode("utf-16"))], ProblemKind.FILE_NOT_TAKEN),
        ([File("a.zip", b"PK\x03\x04\x00")], ProblemKind.FILE_NOT_TAKEN),
        ([File("page.svg.jpg", b"\x00<svg/>")], ProblemKind.FILE_NOT_TAKEN),
        ([File("large.pdf", None)], ProblemKind.FILE_TOO_LARGE),
        ([File(f"{n}.pdf", PDF) for n in range(4)], ProblemKind.TOO_MANY_FILES),
    ],
)
def test_what_is_not_taken_is_refused_with_the_whole_message(rights_request, resident, files, kind):
    with pytest.raises(RequestProblem) as refused:
        messages.write(case=rights_request, body="see", by=resident, files=files)
    assert refused.value.kind == kind
    assert not rights_request.messages.exists()
    assert not Attachment.objects.exists()


def test_what_was_typed_stays_when_a_file_is_refused(rights_request, resident, signed_in):
    page = send(signed_in(resident), rights_request, ("x.exe", b"MZ\x00"), body="My question")
    assert "Attach a PDF, a picture or plain text" in page.text
    assert "x.exe" in page.text
    assert "My question" in page.text


@pytest.mark.parametrize("who", ["stranger", "other_operator"])
def test_nobody_else_opens_it(rights_request, resident, who, request, signed_in):
    messages.write(case=rights_request, body="see", by=resident, files=[File("t.pdf", PDF)])
    file = Attachment.objects.get()
    client = signed_in(request.getfixturevalue(who))
    own = reverse("requests:attachment", args=(rights_request.reference, file.pk))
    desk = reverse("admin:requests_app_rightsrequest_file", args=(rights_request.pk, file.pk))
    assert client.get(own).status_code == 404
    assert client.get(desk).status_code in (302, 403, 404)


def test_apps_send_and_fetch_files(rights_request, resident, api):
    address = f"/api/v1/requests/{rights_request.reference}"
    sent = {"body": "see", "files": [SimpleUploadedFile("t.pdf", PDF)]}
    answer = api(resident).post(f"{address}/messages", sent, format="multipart")
    assert answer.status_code == 200
    (file,) = answer.json()["messages"][-1]["attachments"]
    assert file["digest"] == hashlib.sha256(PDF).hexdigest()
    assert api(resident).get(f"{address}/files/{file['id']}").status_code == 404
    made = prepared(Attachment.objects.get())
    assert api(resident).get(f"{address}/files/{file['id']}").content == read(made)


NAMES = ["..\\..\\a\r\nb.pdf", "run.bat", "page.hta", "x.url", "a.pdf.exe", "", ".", "n" * 900]


@pytest.mark.parametrize("name", NAMES)
def test_of_the_name_nothing_is_kept(rights_request, resident, operator, signed_in, name):
    messages.write(
        case=rights_request, body="see", by=resident, files=[File(name, TEXT), File(name, TEXT)]
    )
    first, second = Attachment.objects.order_by("name")
    assert (first.name, second.name) == ("attachment-1.txt", "attachment-2.txt")
    desk = reverse("admin:requests_app_rightsrequest_file", args=(rights_request.pk, first.pk))
    answer = signed_in(operator).get(desk)
    assert answer["Content-Disposition"] == 'attachment; filename="attachment-1.txt"'
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content == TEXT


def test_files_go_with_the_person(rights_request, resident, django_capture_on_commit_callbacks):
    messages.write(case=rights_request, body="see", by=resident, files=[File("t.pdf", PDF)])
    path = Attachment.objects.get().path
    with django_capture_on_commit_callbacks(execute=True):
        anonymise(requests=[rights_request.pk])
    assert not Attachment.objects.exists()
    assert not blobs.store().exists(path)


def test_a_picture_whose_message_was_lost_is_prepared_by_the_sweep(
    rights_request, resident, portrait, time_machine
):
    messages.write(case=rights_request, body="me", by=resident, files=[File("me.jpg", portrait)])
    time_machine.move_to(timezone.now() + timedelta(minutes=1))
    sweep_requests()
    file = Attachment.objects.get()
    assert file.is_open
    assert file.state == FileState.READY
    assert prepare(attachment_id=file.pk) is False


def test_a_blob_without_a_row_is_removed_and_others_stay(rights_request, resident, time_machine):
    messages.write(case=rights_request, body="see", by=resident, files=[File("t.txt", TEXT)])
    orphan = blobs.put(b"sealed", folder="attachments")
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    assert sweep.remove_orphans() == 1
    assert not blobs.store().exists(orphan)
    assert read(Attachment.objects.get()) == TEXT
