"""A file that went with a message."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from requests_app.admin.pages.frame import of_case
from requests_app.downloads import attachment_of
from requests_app.models import RightsRequest

if TYPE_CHECKING:
    from accounts.kit.admin.base import DeskAdmin


@of_case
def attachment(
    desk: DeskAdmin, request: HttpRequest, case: RightsRequest, attachment: UUID
) -> HttpResponse:
    return attachment_of(case, attachment)
