"""The desk's pages about people and organisations. One file a model."""

from accounts.admin import api_token, audit_event, membership, organisation, user  # noqa: F401
