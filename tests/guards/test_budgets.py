"""Whatever parses a stranger's input asks a budget first: nobody adds a parser without one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.urls import get_resolver

from accounts.core.parsing.budget import BUDGETS, Measure, Meter, OverBudget, Source
from accounts.kit.admin.base import ROWS_AT_MOST, DeskInline
from accounts.kit.api import parsers
from tests.guards.dotted import (
    functions,
    imported,
    named_by_text,
    parsed,
    short,
    sources,
    used,
    within,
)

OURS = {parsers.JsonParser, parsers.VectorsParser, parsers.MultiPartParser}

# What parses, or builds as many objects as it is told to, by its whole name; all within it as well.
PARSES = (
    "json.loads", "json.load", "json.JSONDecoder", "orjson", "yaml", "tomllib", "plistlib", "configparser",
    "msgspec.json.decode", "msgspec.json.Decoder", "msgspec.msgpack", "msgspec.toml", "msgspec.yaml",
    "zipfile.ZipFile", "tarfile", "gzip", "bz2", "lzma", "zlib.decompress", "zlib.decompressobj",
    "shutil.unpack_archive", "csv.reader", "csv.DictReader", "pickle", "marshal", "shelve",
    "PIL.Image.open", "PIL.ImageFile.Parser", "pillow_heif.open_heif", "pillow_heif.read_heif", "pypdfium2",
    "numpy.frombuffer", "numpy.load", "numpy.loadtxt", "numpy.genfromtxt", "numpy.fromstring",
    "numpy.fromfile", "struct.unpack", "struct.unpack_from", "struct.iter_unpack",
    "jwt.decode", "jwt.decode_complete", "jwt.get_unverified_header", "jwt.PyJWT", "jwt.PyJWS",
    "xml", "lxml", "defusedxml", "html.parser", "email.message_from_bytes", "email.message_from_string",
    "email.message_from_file", "email.parser", "ast.literal_eval", "eval", "exec", "compile",
    "base64.b64decode", "base64.urlsafe_b64decode", "base64.standard_b64decode", "base64.b32decode",
    "base64.b16decode", "base64.b85decode", "base64.a85decode", "base64.decodebytes",
    "binascii.a2b_base64", "binascii.a2b_hex", "binascii.unhexlify", "codecs.decode",
    "urllib.parse.parse_qs", "urllib.parse.parse_qsl", "django.http.QueryDict",
    "django.http.multipartparser", "rest_framework.parsers", "django.core.serializers.deserialize",
    "django.core.signing.loads", "django.forms.formset_factory", "django.forms.inlineformset_factory",
    "django.forms.modelformset_factory", "django.forms.models", "django.forms.formsets",
    "django.forms.JSONField", "rest_framework.serializers.JSONField",
    "django.utils.http.parse_header_parameters", "fido2.cbor.decode",
    "fido2.webauthn.AuthenticationResponse", "fido2.webauthn.RegistrationResponse",
)  # fmt: skip

# Which function may do so, and why. A second one in the same file needs a reason of its own.
PROGRAM = "a file of the program"
REASONS = {
    "accounts/forms/passkeys.py:UncopiedKey.clean_credential": "its signature has just been checked",
    "accounts/core/parsing/passkeys.py:check_passkey": "under Source.SIGN_IN, its numbers looked at first",
    "config/web/content_type.py:_is_readable": "a header, which gunicorn has measured",
    "accounts/kit/api/idempotency.py:_body_parts": "asks what it is, and makes none",
    "accounts/kit/api/idempotency.py:_kept": "its own answer, written just before",
    "accounts/kit/api/parsers.py:": "the parsers of the budget itself",
    "accounts/devices.py:_tags": "signed by us",
    "accounts/core/parsing/json_text.py:load": "the budget itself",
    "accounts/core/parsing/tokens.py:_decoded": "the budget itself",
    "accounts/services/undoable_changes.py:change_of": "signed by us",
    "accounts/webpush/envelope.py:from_base64url": "a key of at most 90 characters",
    "biometrics/calibration/crowding.py:Crowding.read": PROGRAM,
    "biometrics/calibration/curves.py:read_curves": PROGRAM,
    "biometrics/calibration/space.py:Calibration.__init__": PROGRAM,
    "biometrics/images/documents.py:_pages": "what our own program has drawn",
    "biometrics/images/drawing.py:main": "a process of its own, under Source.DOCUMENT",
    "biometrics/images/header.py:_opened": "after structure.head_of has counted",
    "biometrics/uploads.py:_csv_rows": "under Source.LIST and Source.VECTORS",
    "biometrics/uploads.py:_unzipped": "under Source.ZIP",
    "biometrics/services/browser_model.py:installed": PROGRAM,
    "biometrics/services/on_device.py:_attempt_of": "signed by us",
    "biometrics/services/on_device.py:_rows": "of exactly the length that is expected",
    "biometrics/services/on_device.py:open_vectors": "opened by our own key",
    "biometrics/vault/blocks.py:_parts": "opened by our own key",
    "biometrics/vault/keys.py:parse_wrapping_key": "a setting",
    "biometrics/vault/rotation.py:_gaussian": "a stream of our own",
    "config/settings/paths.py:": PROGRAM,
    "config/settings/security.py:_retired_keys": "a setting",
    "config/web/uploads.py:MemoryOnlyUploadHandler.handle_raw_input": "under Source.MULTIPART",
    "requests_app/admin/forms/evidence.py:Rows.__init__": "ROWS_AT_MOST",
    "requests_app/law/deadlines/calendars.py:_chinese_names": PROGRAM,
    "requests_app/demo/access.py:person_of": "signed by us",
    "requests_app/demo/outbox.py:_mails_in": "mail that this program wrote",
    "requests_app/demo/world.py:_neighbours": PROGRAM,
    "requests_app/demo/world.py:_read": PROGRAM,
    "requests_app/law/files.py:read": PROGRAM,
    "requests_app/law/loader.py:pack_of": PROGRAM,
    "requests_app/management/commands/check_receipt.py:_keys": "a file that its reader names",
    "requests_app/receipts/checking.py:check": "after tokens.check_token",
    "requests_app/receipts/signing.py:public_jwk": "a key of our own",
    "requests_app/services/evidence_bundle.py:bundle": "writes one",
    "requests_app/templatetags/errands.py:errand": "an address that this program wrote",
    "requests_app/completeness.py:_read": PROGRAM,
    "requests_app/completeness.py:_schema": PROGRAM,
}


def parsing(path: Path) -> Iterator[str]:
    """The functions of one file that parse."""
    tree = parsed(path)
    names = imported(tree)
    for function, body in functions(tree):
        told = (*used(body, names), *named_by_text(body, names))
        if any(within(name, PARSES) for name in told):
            yield f"{short(path)}:{function}"


def test_every_parsing_call_stands_where_a_reason_is_given():
    found = {
        place for path in sources() if "evaluation" not in path.parts for place in parsing(path)
    }
    assert found - set(REASONS) == set(), "ask accounts.core.parsing first, or say why not"
    assert set(REASONS) - found == set(), "these parse no more: take their reasons away"


@pytest.mark.parametrize(
    "line",
    [
        "import json\ndef f(x): return json.loads(x)",
        "import json as j\ndef f(x): return j.loads(x)",
        "from json import loads\ndef f(x): return loads(x)",
        "from json import loads as read\ndef f(x): return map(read, x)",
        "import json\ndef f(x): return json.JSONDecoder().decode(x)",
        "import numpy as n\ndef f(x): return n.load(x)",
        "from PIL import Image as I\ndef f(x): return I.open(x)",
        "from xml.dom import minidom\ndef f(x): return minidom.parseString(x)",
        "def f(x):\n    import zipfile\n    return zipfile.ZipFile(x)",
        "def f(x): return eval(x)",
        "from importlib import import_module\ndef f(x): return import_module('yaml').load(x)",
        "class C:\n    def f(self, x):\n        import gzip\n        return gzip.GzipFile(fileobj=x)",
    ],
)
def test_the_guard_sees_every_way_to_name_a_parser(line, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.guards.dotted.ROOT", tmp_path)
    (tmp_path / "x.py").write_text(line)
    (place,) = parsing(tmp_path / "x.py")
    assert place in {"x.py:f", "x.py:C.f"}


def views(patterns=None):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns)
        else:
            yield pattern.callback


def test_every_view_of_the_api_reads_by_a_parser_with_a_budget():
    of_api = [view.cls for view in views() if hasattr(view, "cls")]
    assert len(of_api) > 40
    others = {
        cls.__name__: set(cls.parser_classes) - OURS
        for cls in of_api
        if set(cls.parser_classes) - OURS
    }
    assert others == {}


def test_every_list_within_a_page_of_the_desk_has_a_limit(rf, moderator):
    request = rf.get("/")
    request.user = moderator
    found = [kind for model in admin.site._registry.values() for kind in model.inlines]
    assert found
    for kind in found:
        assert issubclass(kind, DeskInline)
    for model in admin.site._registry.values():
        for inline in model.get_inline_instances(request):
            made = inline.get_formset(request)
            assert (made.max_num, made.absolute_max) == (ROWS_AT_MOST, ROWS_AT_MOST)
            assert made.validate_max


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("measure", Measure)
def test_every_budget_ends_at_its_limit(source, measure):
    meter = Meter(source, clock=lambda: 0.0)
    limit = int(BUDGETS[source].of(measure))
    meter.take(measure, limit)
    with pytest.raises(OverBudget) as over:
        meter.take(measure)
    assert over.value.measure is measure
    assert str(over.value.sentence)
