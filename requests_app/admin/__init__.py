"""The desk's pages about requests. One file a model; `pages` are what an operator does on one."""

from requests_app.admin import (  # noqa: F401
    attested,
    dashboard,
    event,
    export_snapshot,
    incident,
    receipt,
    rights_request,
)
