"""What runs when, in seconds."""

HOUR = 3600.0

SCHEDULE = {
    "sweep": {"task": "requests_app.sweep", "schedule": 20.0},
    "remind": {"task": "requests_app.remind", "schedule": HOUR},
    "recompute": {"task": "requests_app.recompute_provisional", "schedule": 6 * HOUR},
    "release_export": {"task": "requests_app.release_export", "schedule": 6 * HOUR},
}
