"""Work that outlives a request: queued in the caller's transaction, run by workers, taken over when a worker dies."""
