"""What a setting that is not set, or that is misspelt, means: the stricter answer.

A new switch fails until it stands here with what its absence means in production.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.guards.dotted import dotted, imported, parsed, short, sources

# Everything in the settings that is on or off, as it is written there: what holds when nobody says
# anything is the stricter answer. One that lets through when it is forgotten does not belong here.
SWITCHES = {
    "ACCOUNT_EMAIL_NOTIFICATIONS": "True",
    "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": "True",
    "ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND": "True",
    "ACCOUNT_LOGIN_BY_CODE_ENABLED": "True",
    "ACCOUNT_PREVENT_ENUMERATION": "True",
    "ACCOUNT_REAUTHENTICATION_REQUIRED": "True",
    "ACCOUNT_SESSION_REMEMBER": "True",
    "ACCOUNT_UNIQUE_EMAIL": "True",
    "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": "True",
    "CELERY_TASK_ACKS_LATE": "True",
    "CELERY_TASK_ALWAYS_EAGER": "PROFILE is env.Profile.TEST",
    "CELERY_TASK_IGNORE_RESULT": "True",
    "CELERY_TASK_PUBLISH_RETRY": "False",
    "CELERY_TASK_REJECT_ON_WORKER_LOST": "True",
    "CELERY_WORKER_ENABLE_REMOTE_CONTROL": "False",
    "CELERY_WORKER_HIJACK_ROOT_LOGGER": "False",
    "DEBUG": "env.flag('DEBUG', default=False)",
    "DEMO": "PROFILE is env.Profile.DEMO",
    "DJANGO_STRUCTLOG_CELERY_ENABLED": "True",
    "DJANGO_STRUCTLOG_IP_LOGGING_ENABLED": "False",
    "EMAIL_USE_SSL": "env.flag('EMAIL_USE_SSL', default=False)",
    "EMAIL_USE_TLS": "env.flag('EMAIL_USE_TLS', default=not EMAIL_USE_SSL)",
    "EMBEDDED_DATABASE": "'sqlite3' in DATABASES['default']['ENGINE']",
    "FACE_ON_DEVICE": "env.flag('FACE_ON_DEVICE', default=not PRODUCTION)",
    "HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED": "True",
    "HEADLESS_SERVE_SPECIFICATION": "True",
    "IN_TEST": "PROFILE is env.Profile.TEST",
    "MFA_PASSKEY_LOGIN_ENABLED": "True",
    "MFA_PASSKEY_SIGNUP_ENABLED": "True",
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": "not PRODUCTION",
    "OUTGOING_LOOPBACK": "PROFILE is env.Profile.TEST",
    "PRODUCTION": "PROFILE in chosen(…)",
    "USERSESSIONS_TRACK_ACTIVITY": "False",
    "USE_TZ": "True",
    "WHITENOISE_USE_FINDERS": "not PRODUCTION",
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
    """Each setting that is on or off, wherever it stands, as it is written."""
    for path in sources("config"):
        if "settings" not in path.parts:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if isinstance(target, ast.Name) and target.id.isupper() and _is_switch(node.value):
                    yield target.id, _written(node.value)


def _is_switch(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return isinstance(value.value, bool)
    if isinstance(value, ast.IfExp):
        return _is_switch(value.body) or _is_switch(value.orelse)
    return isinstance(value, ast.Compare | ast.UnaryOp) or (
        isinstance(value, ast.Call)
        and ast.unparse(value.func) in {"env.flag", "bool", "all", "any"}
    )


def _written(value: ast.expr) -> str:
    text = ast.unparse(value)
    return text.partition("chosen(")[0] + "chosen(…)" if "chosen(" in text else text


def test_every_switch_is_strict_until_somebody_says_otherwise():
    assert dict(switches()) == SWITCHES


def test_a_number_that_is_not_set_is_not_none_and_not_without_end():
    """Zero and nothing would be read as “no limit” by somebody."""
    for path in sources("config"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "env.number":
                name, default = node.args
                if isinstance(default, ast.Constant):
                    assert default.value, ast.unparse(name)


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
