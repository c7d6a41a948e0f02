"""What a week is worth at given values, and what it costs by itself: switches, missed minimum, wishes, less liked work.

The kernel builds these into its choice; here they are counted again from a finished week.
"""

from scheduling.rostering.compiled import compiled
from scheduling.rostering.tours.kernel import minimum_cost
from scheduling.rostering.tours.shifts import wish_value


@compiled
def week_value(crew, person, codes, value):
    """Sum of ``value`` over the slots worked; rewards of locked segments are not in ``value`` yet."""
    total = 0.0
    for t in range(len(codes)):
        if codes[t] >= 0:
            total += value[codes[t], t]
    return total


@compiled
def joy_value(crew, person, codes):
    """What enjoyment makes of the slots worked: 0 for the most liked work, less for the rest."""
    first = crew.first_role[person]
    total = 0.0
    for code in codes:
        if code >= 0:
            total += crew.role_joy[first + code]
    return total


@compiled
def own_cost(crew, person, codes, shifts, count):
    """Switches, missed weekly minimum and less liked work, less wishes kept, in minutes of shortage."""
    contract = crew.contract[person]
    total, units = -joy_value(crew, person, codes), 0
    for i in range(count):
        start, end = shifts[i, 0], shifts[i, 0] + shifts[i, 1]
        units += shifts[i, 2]
        total -= wish_value(crew, person, start, end)
        for t in range(start + 1, end):
            if codes[t] >= 0 and codes[t - 1] >= 0 and codes[t] != codes[t - 1]:
                total += crew.switch_cost
    return total + minimum_cost(crew, contract, units)
