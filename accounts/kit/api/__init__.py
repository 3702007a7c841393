"""What every view of the REST API shares: problems, paging, limits, idempotency, the schema."""
