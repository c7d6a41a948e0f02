"""When people can work: weekly patterns, dated exceptions, wishes and time off."""
