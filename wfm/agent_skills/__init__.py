"""Who can do what, and how gladly: assessments over time."""
