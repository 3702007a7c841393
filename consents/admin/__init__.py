"""The desk's pages about the directory, holdings and consents. One file a model."""

from consents.admin import consent, dashboard, notice, report, venue  # noqa: F401
