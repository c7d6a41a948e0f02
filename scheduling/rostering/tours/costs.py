"""What a week is worth at given values, and what it costs by itself: switches, missed minimum, wishes, less liked work.

The kernel builds these into its choice; here they are counted again from a finished week.
"""

from scheduling.rostering.compiled import compiled
from scheduling.rostering.tours.kernel import minimum_cost


@compiled
def _is_work(crew, first, code):
    return code >= 0 and crew.role_work_type[first + code] >= 0


@compiled
def week_value(crew, person, codes, value):
    """Sum of ``value`` over the slots worked."""
    first = crew.first_role[person]
    total = 0.0
    for t in range(len(codes)):
        if _is_work(crew, first, codes[t]):
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
    """Switches, missed weekly minimum, wishes refused and less liked work, in minutes of shortage."""
    first, contract = crew.first_role[person], crew.contract[person]
    total, units = -joy_value(crew, person, codes), 0
    for i in range(count):
        units += shifts[i, 2]
        for t in range(shifts[i, 0] + 1, shifts[i, 0] + shifts[i, 1]):
            if codes[t] != codes[t - 1] and _is_work(crew, first, codes[t]) and _is_work(crew, first, codes[t - 1]):
                total += crew.switch_cost
    return total + refused_wishes(crew, person, shifts, count) + minimum_cost(crew, contract, units)


@compiled
def refused_wishes(crew, person, shifts, count):
    """Each wish counts once: one to be off that some shift touches, one to work that none touches."""
    total = 0.0
    for w in range(crew.first_wish[person], crew.first_wish[person + 1]):
        touched = False
        for i in range(count):
            start, end = shifts[i, 0], shifts[i, 0] + shifts[i, 1]
            touched = touched or (start < crew.wish_span[w, 1] and end > crew.wish_span[w, 0])
        minutes = crew.wish_minutes[w]
        if touched == (minutes < 0):
            total += abs(minutes)
    return total
