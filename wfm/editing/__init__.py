"""Editing: a lead changes a draft by hand. Each edit is answered by the law, kept with who made it, and can be taken back."""
