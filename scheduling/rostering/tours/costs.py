"""What a week is worth at given values, and what it costs by itself: switches, missed minimum, wishes, less liked work and the like.

The kernel builds these into its choice; here they are counted again from a finished week.
"""

from scheduling.compiled import compiled, compiled_within
from scheduling.rostering.tours.crew import ANY_ROLE, NO_WORK
from scheduling.rostering.tours.kernel import minimum_cost
from scheduling.rostering.tours.shifts import start_cost


@compiled_within
def week_value(crew, person, codes, value):
    """Sum of ``value`` over the slots worked."""
    work_type = crew.role_work[crew.first_role[person] : crew.first_role[person + 1]]
    total = 0.0
    for t in range(len(codes)):
        if codes[t] >= 0 and work_type[codes[t]] >= 0:
            total += value[codes[t], t]
    return total


@compiled_within
def own_value(crew, person, codes):
    """What liking, level and favours make of the slots worked: 0 for the most liked work that a person does best, less for the rest."""
    first = crew.first_role[person]
    joy = crew.role_joy[first : crew.first_role[person + 1]]
    total = 0.0
    for code in codes:
        if code >= 0:
            total += joy[code]
    for i in range(crew.first_favour[person], crew.first_favour[person + 1]):
        role = crew.favour_role[i]
        for t in range(crew.favour_span[i, 0], crew.favour_span[i, 1]):
            if codes[t] >= 0 and (codes[t] == role or (role == ANY_ROLE and crew.role_work[first + codes[t]] != NO_WORK)):
                total += crew.favour_minutes[i]
    return total


@compiled
def own_cost(crew, person, codes, shifts, count):
    """Switches, missed minimum, unusual starts, wishes refused, and what a person's slots cost by themselves, in minutes of shortage."""
    # A helper that took the crew at each slot would cost six times the kernel itself: every array in it is counted as in use.
    work_type = crew.role_work[crew.first_role[person] : crew.first_role[person + 1]]
    switches, units, unlike = 0, 0, crew.fixed_cost[person]
    for i in range(count):
        units += shifts[i, 2]
        unlike += start_cost(crew, person, shifts[i, 0])
        before = -1
        for t in range(shifts[i, 0], shifts[i, 0] + shifts[i, 1]):
            work = codes[t] if codes[t] >= 0 and work_type[codes[t]] >= 0 else -1
            if before >= 0 and work >= 0 and work != before:
                switches += 1
            before = work
    missed = minimum_cost(crew, crew.contract[person], units)
    return switches * crew.switch_cost + missed + unlike + refused_wishes(crew, person, shifts, count) - own_value(crew, person, codes)


@compiled_within
def own_cost_of(crew, week, person):
    """``own_cost`` of the week somebody has in the roster."""
    return own_cost(crew, person, week.codes[person], week.shifts[person], week.shift_count[person])


@compiled_within
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
