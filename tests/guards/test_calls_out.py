"""Whoever opens a connection goes through `accounts.core.outgoing`, or stands here with a reason."""

from __future__ import annotations

import ast

from tests.guards.dotted import (
    APPS,
    imported,
    named_by_text,
    short,
    sources,
    used,
    within,
)

OPENS_CONNECTIONS = (
    *("aiohttp", "asyncio", "botocore", "boto3", "ftplib", "http.client", "httplib2", "httpx"),
    *("imaplib", "poplib", "pycurl", "requests", "smtplib", "socket", "socketserver", "ssl"),
    *("telnetlib", "twisted", "urllib.request", "urllib3", "websocket", "websockets", "xmlrpc"),
    # What opens one by itself, or starts a program that may.
    *("jwt.PyJWKClient", "logging.handlers", "multiprocessing.connection", "webbrowser", "fsspec"),
    *("subprocess", "pty", "os.system", "os.popen", "os.execv", "os.execvp", "os.posix_spawn"),
    *("django.core.mail.get_connection", "numpy.DataSource", "jsonschema.RefResolver"),
    *("django.core.mail.backends", "numpy.genfromtxt", "numpy.loadtxt"),
)
# What the one client is made of: without its checks it connects to anything.
INSIDE_OF_THE_CLIENT = (
    "accounts.core.outgoing.addresses",
    "accounts.core.outgoing.connection",
)
EXCUSED = {
    "accounts/core/outgoing/addresses.py": "the one place that asks for a name",
    "accounts/core/outgoing/client.py": "the one client",
    "accounts/core/outgoing/connection.py": "the one place that connects",
    "biometrics/images/documents.py": "starts the program that draws, without a setting or a key",
    "biometrics/vault/keys.py": "the KMS, by its own client, at an address that only settings name",
    "requests_app/demo/throwaway.py": "starts the demo once more, in a process of its own",
    "config/settings/storage.py": "how long the store's own client waits; it opens nothing",
    "config/local/supervisor.py": "asks its own web server on this machine whether it is ready",
}


def openers_in(source: str) -> set[str]:
    """What opens a connection in a file: imported, named in full, or named as text."""
    tree = ast.parse(source)
    names = imported(tree)
    told = {*_modules(tree), *used(tree, names), *named_by_text(tree, names)}
    return {
        opener
        for opener in (*OPENS_CONNECTIONS, *INSIDE_OF_THE_CLIENT)
        if any(within(name, [opener]) for name in told)
    }


def _modules(tree: ast.AST) -> set[str]:
    """What is imported, though it may not be used."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_nobody_else_opens_a_connection():
    found = {short(path): openers_in(path.read_text(encoding="utf-8")) for path in sources(*APPS)}
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
        "import urllib\nurllib.request.urlopen(x)",
        "import http\nhttp.client.HTTPSConnection(x)",
        "import jwt\njwt.PyJWKClient(x)",
        "from jwt import PyJWKClient as keys",
        "import logging.handlers",
        "import subprocess as s\ns.run(x)",
        "import os\nos.system(x)",
        "from django.core import mail\nmail.get_connection(host=x)",
        "from django.utils.module_loading import import_string as read\nread('requests.get')",
        "from accounts.core.outgoing.connection import connection_to",
        "import numpy as np\nnp.genfromtxt(x)",
        "from numpy import loadtxt",
    ):
        assert openers_in(source), source
    for source in (
        "from urllib.parse import urlsplit",
        "from http import HTTPStatus",
        "import re",
        "import http",
        "import urllib",
        "import os\nos.environ",
        "import jwt\njwt.encode(x)",
        "from accounts.core.outgoing import call",
    ):
        assert not openers_in(source), source
