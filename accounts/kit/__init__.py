"""What every app builds on that knows who is asking: audit, limits, idempotency, the kits of API and desk."""
