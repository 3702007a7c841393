"""Bulk exports for research: rows that single nobody out, released once a month (docs/exports.md)."""
