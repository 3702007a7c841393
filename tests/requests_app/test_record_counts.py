"""What became of the records, in numbers: of what is handed over, deleted and kept, and of nothing else."""

from __future__ import annotations

from requests_app.services.record_counts import counted


def test_nothing_named_is_nothing_counted():
    assert counted({}) == counted({"records": []}) == counted({"records": None}) == {}


def test_each_deed_is_counted_and_what_was_not_done_is_not_told():
    rows = [
        {"reference": "A-7", "handed_over_on": "2026-11-20", "deleted_on": "2026-11-20"},
        {"reference": "A-8", "deleted_on": "2026-11-20"},
        {"reference": "A-9", "kept_because": "CN-RETENTION"},
    ]
    assert counted({"records": rows}) == {"named": 3, "handed_over": 1, "deleted": 2, "kept": 1}
