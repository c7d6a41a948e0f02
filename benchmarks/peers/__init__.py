"""Other ways to make a roster, on the same problem files: programs of ``problem.json roster.json --seconds --threads --seed``."""
