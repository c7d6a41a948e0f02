"""Solve runs: from the database to a problem, and from a result to a draft."""
