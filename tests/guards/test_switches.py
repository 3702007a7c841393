"""What a setting that is not set, or that is misspelt, means: the stricter answer.

A new switch fails until it stands here with what its absence means in production.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.guards.dotted import dotted, imported, parsed, short, sources

# Name → what holds in production when nobody says anything, and why that is the strict answer.
SWITCHES = {
    "DEBUG": ("False", "an error shows nothing of the program"),
    "EMAIL_USE_SSL": ("False", "EMAIL_USE_TLS is on then"),
    "EMAIL_USE_TLS": ("not EMAIL_USE_SSL", "mail goes by TLS one way or the other"),
    "FACE_ON_DEVICE": ("not PRODUCTION", "lower assurance is declared, not assumed"),
}
# Settings that are read with an answer for when there is none.
NO_KEY = "no key is a refused start"
SHIPPED = "what is shipped"
ASKED_LAXLY = {
    "biometrics/calibration/space.py CALIBRATION_DIRS": SHIPPED,
    "biometrics/engines/registry.py FACE_ENGINE": SHIPPED,
    "biometrics/engines/registry.py FACE_ENGINES": SHIPPED,
    "biometrics/vault/keys.py KEY_WRAPPER": NO_KEY,
    "biometrics/vault/keys.py VAULT_KMS_KEY_ID": NO_KEY,
    "biometrics/vault/keys.py VAULT_KMS_REGION": "the client's own, or a refused start",
    "biometrics/vault/keys.py VAULT_OLD_WRAPPING_KEYS": "nothing old is opened",
    "biometrics/vault/keys.py VAULT_WRAPPING_KEY": NO_KEY,
    "biometrics/vault/keys.py VAULT_WRAPPING_KEY_FILE": NO_KEY,
}


def switches() -> Iterator[tuple[str, str]]:
    """Each setting that is on or off, however it is read, with its default as it is written."""
    for path in sources("config"):
        tree = parsed(path)
        names = imported(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and dotted(node.func, names) == "config.env.flag":
                default = next((k.value for k in node.keywords if k.arg == "default"), node)
                yield ast.literal_eval(node.args[0]), ast.unparse(default)


def test_every_switch_is_off_or_strict_until_somebody_says_otherwise():
    assert dict(switches()) == {name: default for name, (default, _why) in SWITCHES.items()}


def lax() -> Iterator[str]:
    for path in sources():
        tree = parsed(path)
        names = imported(tree)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) == "getattr"
                and len(node.args) == 3
                and dotted(node.args[0], names) == "django.conf.settings"
            ):
                yield f"{short(path)} {ast.literal_eval(node.args[1])}"


def test_a_setting_that_is_read_is_there():
    assert set(lax()) == set(ASKED_LAXLY), "settings.X, which fails where there is none"
