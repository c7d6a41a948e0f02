"""Names of what solves consist of."""

SOLVE = "solve"
"""The kind of job that builds one week."""
