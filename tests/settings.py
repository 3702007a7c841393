"""The settings in the test profile: tests never touch the data of `make run`."""

import os

os.environ["SAVEFACE_PROFILE"] = "test"

from config import process

# Tests serve pages and do the workers' part in one process.
process.start_as(process.Process.COMMAND)

from config.settings import *  # noqa: E402

# allauth asks for the address twice when a new one is confirmed: two queries, not one a row.
ZEAL_ALLOWLIST = [{"model": "account.EmailAddress"}]
