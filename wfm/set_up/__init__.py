"""What has to be there before a week can be rostered: roster groups, teams, work types, and the way from nothing to a first roster."""
