"""What runs when, in seconds."""

# Looking through the whole object store is for once in a while: it costs on S3.
SCHEDULE = {
    "sweep": {"task": "biometrics.sweep", "schedule": 20.0},
    "orphans": {"task": "biometrics.remove_orphans", "schedule": 3600.0},
}
