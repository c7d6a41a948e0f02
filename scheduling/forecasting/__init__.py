"""What to expect from what arrived: a forecast for each planning group, with the error it had in weeks it had not seen."""
