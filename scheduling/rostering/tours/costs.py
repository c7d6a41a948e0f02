"""What a week is worth at given values, and what it costs by itself: switches, missed minimum, wishes, less liked work.

The kernel builds these into its choice; here they are counted again from a finished week.
"""

from scheduling.rostering.compiled import compiled
from scheduling.rostering.tours.kernel import minimum_cost


@compiled
def week_value(crew, person, codes, value):
    """Sum of ``value`` over the slots worked."""
    work_type = crew.role_work[crew.first_role[person] : crew.first_role[person + 1]]
    total = 0.0
    for t in range(len(codes)):
        if codes[t] >= 0 and work_type[codes[t]] >= 0:
            total += value[codes[t], t]
    return total


@compiled
def joy_value(crew, person, codes):
    """What enjoyment makes of the slots worked: 0 for the most liked work, less for the rest."""
    joy = crew.role_joy[crew.first_role[person] : crew.first_role[person + 1]]
    total = 0.0
    for code in codes:
        if code >= 0:
            total += joy[code]
    return total


@compiled
def own_cost(crew, person, codes, shifts, count):
    """Switches, missed weekly minimum, wishes refused and less liked work, in minutes of shortage."""
    # A helper that took the crew at each slot would cost six times the kernel itself: every array in it is counted as in use.
    work_type = crew.role_work[crew.first_role[person] : crew.first_role[person + 1]]
    switches, units = 0, 0
    for i in range(count):
        units += shifts[i, 2]
        before = -1
        for t in range(shifts[i, 0], shifts[i, 0] + shifts[i, 1]):
            work = codes[t] if codes[t] >= 0 and work_type[codes[t]] >= 0 else -1
            if before >= 0 and work >= 0 and work != before:
                switches += 1
            before = work
    missed = minimum_cost(crew, crew.contract[person], units)
    return switches * crew.switch_cost + missed + refused_wishes(crew, person, shifts, count) - joy_value(crew, person, codes)


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
