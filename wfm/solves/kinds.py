"""Names of what solves consist of."""

SOLVE = "solve"
"""The kind of job that builds one week."""
OUTLOOK = "outlook"
"""The kind of job that simulates the service of a draft as it stands."""
