"""What every feature stands on: database, unit of work, clock, access, errors, HTTP edges. Knows no feature."""
