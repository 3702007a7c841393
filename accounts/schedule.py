"""What runs when, in seconds."""

# Often, because the shortest retention is a day and a schedule that restarts forgets when it last ran.
SCHEDULE = {"purge": {"task": "accounts.purge", "schedule": 3600.0}}
