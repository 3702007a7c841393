"""Signing in: a code by e-mail, passkeys, TOTP; the same for native apps."""

from accounts.core.client_address import COUNTED_PREFIX
from accounts.core.totality import total
from config import env
from config.settings.paths import PRODUCTION, PROFILE, VAR_DIR

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# Nobody has a password: every account's is unusable.
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []

# Who calls is known by `accounts.core.client_address`, before any of this; counted is the /64 of IPv6.
ALLAUTH_TRUSTED_PROXY_COUNT = 0
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = COUNTED_PREFIX

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Digits, for the keys of a phone: one in a hundred million; tries count in accounts.services.code_tries.
ACCOUNT_LOGIN_BY_CODE_FORMAT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {
    "numeric": True,
    "length": 8,
    "dashed": True,
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
# Asked again, by accounts.proof, when the last proof is older than so many seconds.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "request_login_code": "accounts.forms.sign_in.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.codes.LoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.codes.EmailCodeForm",
    "add_email": "accounts.forms.sign_in.AddEmailForm",
    "change_email": "accounts.forms.sign_in.ChangeEmailForm",
    "signup": "accounts.forms.sign_in.SignupForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "Saveface"
MFA_FORMS = {
    "authenticate": "accounts.forms.codes.SecondFactorForm",
    "reauthenticate": "accounts.forms.codes.SecondFactorAgainForm",
    "activate_totp": "accounts.forms.codes.ActivateTotpForm",
    "authenticate_webauthn": "accounts.forms.passkeys.SecondKeyForm",
    "login_webauthn": "accounts.forms.passkeys.LoginKeyForm",
    "reauthenticate_webauthn": "accounts.forms.passkeys.KeyAgainForm",
    "add_webauthn": "accounts.forms.passkeys.AddKeyForm",
    "edit_webauthn": "accounts.forms.passkeys.RenameKeyForm",
    "signup_webauthn": "accounts.forms.passkeys.SignupKeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # passkeys on http://localhost
USERSESSIONS_TRACK_ACTIVITY = False  # no log of who was where when
USERSESSIONS_ADAPTER = "accounts.sessions.SessionsAdapter"

HEADLESS_CLIENTS = ("app", "browser")
HEADLESS_TOKEN_STRATEGY = "allauth.headless.tokens.strategies.jwt.JWTTokenStrategy"  # noqa: S105
# A signed-out app's access token stops at once, not when it expires.
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
HEADLESS_SERVE_SPECIFICATION = True
HEADLESS_SPECIFICATION_TEMPLATE_NAME = None  # its page would load from another host

# --- mail -------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = (
    env.text("DEFAULT_FROM_EMAIL") if PRODUCTION else "Saveface <saveface@localhost>"
)
EMAIL_FILE_PATH = VAR_DIR / "outbox"
EMAIL_BACKEND = total(
    env.Profile,
    {
        env.Profile.DEMO: "django.core.mail.backends.filebased.EmailBackend",
        env.Profile.TEST: "django.core.mail.backends.locmem.EmailBackend",
        env.Profile.PRODUCTION: "django.core.mail.backends.smtp.EmailBackend",
    },
    name="config.settings.auth.EMAIL_BACKEND",
)[PROFILE]
EMAIL_HOST = env.text("EMAIL_HOST", None if PRODUCTION else "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD", "")
# One of them: TLS begins after a greeting in the clear (STARTTLS, port 587), or at once (SSL, port 465).
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
EMAIL_TIMEOUT = 20
