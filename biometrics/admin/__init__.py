"""The desk's pages about disclosures and verifications: states and counts, never a face."""

from biometrics.admin import dashboard, disclosure, sighting, verification  # noqa: F401
