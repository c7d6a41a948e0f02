"""What HR and leads read about skills: who can do what, how deep the team is, what lapses, where it falls short, how it grew."""
