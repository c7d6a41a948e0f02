"""Contacts through a roster, one by one: what service it will really give."""
