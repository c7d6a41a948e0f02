"""How many people a forecast takes: queueing formulas on plain numbers, targets, and the requirement per slot."""
