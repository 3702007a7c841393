"""Celery: what is done after the answer to the browser.

A task may be lost with a killed process (the embedded broker has no redelivery) and may run twice.
Both are harmless: the database says what is due, and the sweeps of the schedule queue it again.
"""

from typing import Any

from config import env
from config.settings.paths import PRODUCTION, PROFILE, VAR_DIR

CELERY_BROKER_URL = env.secret("BROKER_URL", None if PRODUCTION else "filesystem://localhost//")


def _transport_options() -> dict[str, Any]:
    if not CELERY_BROKER_URL.startswith("filesystem://localhost//"):
        # A Redis that hangs is one that is down. A worker asks for a second at a time, so it waits for none.
        return {"visibility_timeout": 600, "socket_connect_timeout": 3, "socket_timeout": 3}
    messages = VAR_DIR / "broker"
    control = VAR_DIR / "broker-control"
    for folder in (messages, control):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "polling_interval": 0.1,
    }


CELERY_BROKER_TRANSPORT_OPTIONS = _transport_options()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The outcome of a task is in the database, where the task has put it.
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "default"
# A broker that is down must not hold up a filing: the sweep sends the task later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 3
# Face work holds a processor for seconds: it has processes of its own. Somebody waits for a
# comparison; nobody waits for the other.
CELERY_TASK_ROUTES = {
    "biometrics.compare_faces": {"queue": "comparisons"},
    "biometrics.read_disclosure": {"queue": "faces"},
    "biometrics.blur_faces": {"queue": "faces"},
    "requests_app.prepare_attachment": {"queue": "faces"},
}
# A killed worker's task goes back to the queue.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# So many may wait to be compared; then none are taken in. At a second or two each, some five minutes.
FACE_QUEUE_AT_MOST = env.number("FACE_QUEUE_AT_MOST", 200, least=1)
# A process that ever held more than this ends after its task and another takes its place. What works
# with faces ends after each task anyway (config/worker/celery.py).
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.number("WORKER_MEMORY_MB", 768, least=256) * 1024
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
# Nothing of ours takes longer; what does is stuck.
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_TIMEZONE = "UTC"
# In tests a task runs at once, and its error is the caller's.
CELERY_TASK_ALWAYS_EAGER = CELERY_TASK_EAGER_PROPAGATES = PROFILE is env.Profile.TEST
