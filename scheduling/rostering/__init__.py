"""The roster problem, the engine that answers it, and the law that every answer is checked against."""
