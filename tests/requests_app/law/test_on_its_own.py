"""The law is usable without the rest: no Django, no database, no network."""

import subprocess
import sys

PROGRAM = """
import sys
from datetime import date
from requests_app.law.deadlines.calculator import due_on
from requests_app.law.deadlines.calendars import calendar_for
from requests_app.law.deadlines import ledger, why
from requests_app.law import evidence
from requests_app.law.packs import rule_for
from requests_app.law.letters import pdf, writing

start = date(2026, 6, 14)
print(due_on(rule_for("EU-FR", "deletion", start), start, calendar_for("EU-FR")).date)
print(sorted({name.split(".")[0] for name in sys.modules} & {"django", "rest_framework", "sqlite3"}))
"""


def test_the_example_of_the_documentation_runs_in_a_bare_interpreter():
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60
    )

    assert ran.stdout.split("\n")[:2] == ["2026-07-15", "[]"]
