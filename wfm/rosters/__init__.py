"""Drafts, published versions, shifts and planned activities."""
