"""The worker processes: queues, broker, schedule, face processes."""
