"""The people: agents, teams, roster groups and contracts."""
