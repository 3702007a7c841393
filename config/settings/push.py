"""Messages to residents' own devices (web push)."""

from config import env
from config.settings.paths import PRODUCTION, PROFILE
from config.settings.security import KEYS_DIR

# P-256, PEM (PKCS #8). Without it nothing is sent to devices, and no page offers it.
VAPID_PRIVATE_KEY = env.secret(
    "VAPID_PRIVATE_KEY", "" if PRODUCTION else (KEYS_DIR / "VAPID_PRIVATE_KEY").read_text("utf-8")
)
# The push services of Chrome, Firefox, Edge and Safari. The server speaks to no other address that a
# browser names; one that begins with a dot stands for every host below it.
PUSH_HOSTS = env.names(
    "PUSH_HOSTS",
    [
        "fcm.googleapis.com",
        ".push.services.mozilla.com",
        ".notify.windows.com",
        ".push.apple.com",
    ],
)
# In tests the other side of a call out is a server on this machine; nowhere else (saveface.E006).
OUTGOING_LOOPBACK = PROFILE is env.Profile.TEST
