"""What people are owed: being forgotten when they leave, and nothing kept for longer than it is needed. `docs/privacy.md` tells both."""
