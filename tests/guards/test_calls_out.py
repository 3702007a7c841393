"""Whoever opens a connection goes through `accounts.outgoing`, or stands here with a reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("config", *settings.SAVEFACE_APPS)
OPENS_CONNECTIONS = (
    *("aiohttp", "asyncio", "botocore", "boto3", "ftplib", "http.client", "httplib2", "httpx"),
    *("imaplib", "poplib", "pycurl", "requests", "smtplib", "socket", "socketserver", "ssl"),
    *("telnetlib", "twisted", "urllib.request", "urllib3", "websocket", "websockets", "xmlrpc"),
    # What calls an address under another name: a mail server of one's own, keys and tables from a URL.
    *("django.core.mail.get_connection", "django.core.mail.backends", "jwt.PyJWKClient"),
    *(
        "mail.get_connection",
        "multiprocessing.connection",
        "np.genfromtxt",
        "np.loadtxt",
        "numpy.genfromtxt",
    ),
    *("numpy.loadtxt", "os.popen", "os.system", "pty", "subprocess"),
)
DOTTED = frozenset(opener for opener in OPENS_CONNECTIONS if "." in opener)
EXCUSED = {
    "biometrics/images/documents.py": "starts the program that draws, which opens none",
    "requests_app/demo/throwaway.py": "starts the commands of the demo",
    "accounts/outgoing/addresses.py": "the one place that asks for a name",
    "accounts/outgoing/client.py": "the one client",
    "accounts/outgoing/connection.py": "the one place that connects",
    "biometrics/vault/keys.py": "the KMS, by its own client, at an address that only settings name",
    "config/settings/storage.py": "how long the store's own client waits; it opens nothing",
    "config/supervisor.py": "asks its own web server on this machine whether it is ready",
}


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported, inside functions and by name too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield from _reached(node)
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            if called in {"import_module", "__import__", "import_string", "find_spec"}:
                yield from (str(each.value) for each in given if isinstance(each, ast.Constant))


def _reached(node: ast.Attribute) -> Iterator[str]:
    """``urllib.request`` after ``import urllib``; a single name may be a variable of ours."""
    name = ast.unparse(node)
    if name in DOTTED:
        yield name


def openers_in(source: str) -> set[str]:
    return {
        opener
        for name in imported(ast.parse(source))
        for opener in OPENS_CONNECTIONS
        if f"{name}.".startswith(f"{opener}.")
    }


def test_nobody_else_opens_a_connection():
    found = {
        str(path.relative_to(ROOT)): openers_in(path.read_text(encoding="utf-8"))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
    }
    openers = {path: names for path, names in found.items() if names}
    assert set(openers) == set(EXCUSED), openers


def test_the_guard_sees_every_way_to_import():
    for source in (
        "import urllib3",
        "import urllib3.util as u",
        "from urllib3 import PoolManager",
        "from urllib import request",
        "from http import client",
        "def f():\n    import requests",
        "import_module('httpx')",
        "__import__('socket')",
        "import urllib\nurllib.request.urlopen('x')",
        "import http\nhttp.client.HTTPConnection('x')",
        "import_module(name='httpx')",
        "import_string('requests.get')",
        "import jwt\njwt.PyJWKClient('x')",
        "from jwt import PyJWKClient",
        "from django.core.mail import get_connection",
        "from django.core import mail\nmail.get_connection()",
        "import numpy as np\nnp.genfromtxt('x')",
        "from numpy import loadtxt",
        "import subprocess",
        "import os\nos.system('curl x')",
    ):
        assert openers_in(source), source
    for source in (
        "from urllib.parse import urlsplit",
        "from http import HTTPStatus",
        "import re",
        "requests.filter(pk=1)",
    ):
        assert not openers_in(source), source
