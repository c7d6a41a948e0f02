"""From contact volumes to a weekly roster: pure functions on plain data, no web, no database."""
