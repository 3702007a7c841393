"""Static files in production: compressed, and named by their content."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names what a script imports by its content, too: else a phone would join new scripts with old ones."""

    support_js_module_import_aggregation = True
