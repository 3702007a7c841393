"""Whatever parses a stranger's input asks a budget first: nobody adds a parser without one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import get_resolver

from accounts.admin.base import ROWS_AT_MOST, DeskInline
from accounts.api import parsers
from accounts.parsing.budget import BUDGETS, Measure, Meter, OverBudget, Source

ROOT = Path(__file__).parents[2]
OURS = {parsers.JsonParser, parsers.VectorsParser, parsers.MultiPartParser}

# Calls that parse, or build as many objects as they are told to.
PARSES = {
    "json.loads", "json.load", "orjson.loads", "yaml.safe_load", "zipfile.ZipFile", "tarfile.open",
    "gzip.decompress", "zlib.decompress", "csv.reader", "csv.DictReader", "Image.open",
    "np.frombuffer", "jwt.decode", "jwt.get_unverified_header", "pdfium.PdfDocument",
    "forms.formset_factory", "inlineformset_factory", "modelformset_factory", "pickle.loads",
    "ElementTree.parse", "ElementTree.fromstring", "etree.fromstring", "MultiPartParser", "eval",
    "ast.literal_eval", "base64.b64decode", "base64.urlsafe_b64decode", "forms.JSONField",
    "cbor.decode", "AuthenticationResponse.from_dict", "RegistrationResponse.from_dict",
    "parse_header_parameters",
}  # fmt: skip

# Where one of them may stand, and why. A file that is not named here has none.
REASONS = {
    "accounts/api/idempotency.py": "its own answer, written just before",
    "accounts/forms/keys.py": "its signature has just been checked",
    "accounts/parsing/json_text.py": "the budget itself",
    "accounts/parsing/passkeys.py": "under Source.SIGN_IN, its numbers looked at first",
    "accounts/parsing/tokens.py": "the budget itself",
    "accounts/webpush/envelope.py": "a key of at most 90 characters",
    "biometrics/calibration/curves.py": "a file of the program",
    "biometrics/images/documents.py": "what our own program has drawn",
    "biometrics/images/drawing.py": "a process of its own, under Source.DOCUMENT",
    "biometrics/images/header.py": "after structure.head_of has counted",
    "biometrics/records.py": "under Source.ZIP, Source.LIST and Source.VECTORS",
    "biometrics/services/browser_model.py": "a file of the program",
    "biometrics/services/on_device.py": "of exactly the length that is expected",
    "biometrics/vault/blocks.py": "opened by our own key",
    "biometrics/vault/keys.py": "a setting",
    "biometrics/vault/rotation.py": "a stream of our own",
    "config/edge.py": "a header, which gunicorn has measured",
    "config/settings/security.py": "a setting",
    "config/uploads.py": "under Source.MULTIPART",
    "requests_app/admin/forms/evidence.py": "ROWS_AT_MOST",
    "requests_app/deadlines/calendars.py": "a file of the program",
    "requests_app/demo/world.py": "a file of the program",
    "requests_app/law/evidence_form.py": "a file of the program",
    "requests_app/law/plausibility/facts.py": "a file of the program",
    "requests_app/law/loader.py": "a file of the program",
    "requests_app/law/phrases.py": "a file of the program",
    "requests_app/letters/writing.py": "a file of the program",
    "requests_app/management/commands/check_receipt.py": "a file that its reader names",
    "requests_app/receipts/checking.py": "after tokens.check_token",
    "requests_app/receipts/signing.py": "a key of our own",
    "requests_app/services/bundling.py": "writes one",
    "requests_app/wholeness.py": "a file of the program",
}  # fmt: skip


def calls(path: Path) -> set[str]:
    """The parsing calls in one file."""
    tree = ast.parse(path.read_text("utf-8"))
    named = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return named & PARSES


def sources() -> list[Path]:
    folders = [*(apps.get_app_config(name).path for name in APPS), str(ROOT / "config")]
    return sorted(
        path
        for folder in folders
        for path in Path(folder).rglob("*.py")
        if not {"migrations", "evaluation"} & set(path.parts)
    )


APPS = ("accounts", "consents", "biometrics", "requests_app")


def test_every_parsing_call_stands_where_a_reason_is_given():
    found = {str(path.relative_to(ROOT)) for path in sources() if calls(path)}
    assert found - set(REASONS) == set(), "ask accounts.parsing first, or say why not"
    assert set(REASONS) - found == set(), "these parse no more: take their reasons away"


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
