"""What runs when, in seconds."""

SCHEDULE = {"sweep": {"task": "requests_app.sweep", "schedule": 20.0}}
