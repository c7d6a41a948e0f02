"""Who can do what, who likes what, who grows where: pure, without database or clock."""
