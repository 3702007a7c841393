"""The web application, for gunicorn."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config import process
from config.checks import TAG
from config.hardening import forbid_face_work, overwrite_freed_memory
from config.web.content_type import ReadableType

overwrite_freed_memory()
process.start_as(process.Process.WEB)
if process.kind() is process.Process.WEB:  # a test that serves pages does the workers' part, too
    forbid_face_work()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = ReadableType(get_wsgi_application())
call_command("check", tags=[TAG])  # a web server runs no checks by itself
get_resolver().url_patterns  # noqa: B018  (reads every page now, not with the first call)
