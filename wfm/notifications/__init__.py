"""Notices: what people are told when something of theirs happened, on the page and by mail, as they chose."""
