"""The agent's calendar feed."""
