"""A believable company to try things on: people, work, volumes, a published week, and one that waits to be built."""
