"""The desk's pages about the directory, holdings and consents. One file a model."""

from consents.admin import consent, dashboard, handover, notice, report, venue  # noqa: F401
