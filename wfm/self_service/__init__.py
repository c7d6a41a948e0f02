"""What people say about themselves: when they can work, what they wish, when they want to be away, and what they like to do."""
