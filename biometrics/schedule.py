"""What runs when, in seconds."""

SCHEDULE = {"sweep": {"task": "biometrics.sweep", "schedule": 20.0}}
