"""Rounds by PyVRP's iterated local search, stopped after a number of iterations.

Method: Wouda, Lan & Kool (2024), PyVRP: a high-performance VRP solver package,
INFORMS Journal on Computing, doi 10.1287/ijoc.2023.0055.
"""

from __future__ import annotations

from ruttsim.domain.planning import Sequence, TeamProblem

HISTORY_LENGTH = 10
LARGEST_PERTURBATION = 10
"""Settings for a small budget. With PyVRP's own (300 and 25), made for 100,000 iterations and more,
the search has hardly begun to descend after 400. Measured on three teams of 171-182 visits with
four seeds, 400 iterations: these cost 4 % less at two thirds of the time."""


def plan_with_pyvrp(problem: TeamProblem, iterations: int, seed: int) -> tuple[Sequence, ...]:
    """Sequences that together hold most tasks; what they leave out is for the caller to place.

    A task is worth more than the dearest duty, so that leaving it out never pays. The meal
    break is kept free by shortening the longest stretch of work; where it falls is decided when
    the round is timed.
    """
    import pyvrp
    from pyvrp import IteratedLocalSearchParams, SolveParams
    from pyvrp.search import PerturbationParams
    from pyvrp.stop import MaxIterations

    vehicle_types = list(problem.travel_cost_ore)
    mode_of = {duty.vehicle_type: duty.mode for duty in problem.duties}
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0)] * (problem.tasks + 1),
        clients=[
            pyvrp.Client(
                location=task + 1,
                service_duration=int(problem.duration_s[task]),
                tw_early=int(problem.earliest_s[task]),
                tw_late=int(problem.latest_s[task]),
                prize=2 * max(duty.cost_ore for duty in problem.duties),
                required=False,
            )
            for task in range(problem.tasks)
        ],
        depots=[pyvrp.Depot(location=0)],
        vehicle_types=[
            pyvrp.VehicleType(
                num_available=problem.tasks,
                fixed_cost=duty.cost_ore,
                tw_early=duty.hours.start_s,
                tw_late=duty.hours.end_s,
                shift_duration=duty.hours.paid_s - duty.reserve_s,
                profile=vehicle_types.index(duty.vehicle_type),
                unit_distance_cost=1,
                unit_duration_cost=problem.round_time_ore_per_s,
            )
            for duty in problem.duties
        ],
        distance_matrices=[problem.travel_cost_ore[name] for name in vehicle_types],
        duration_matrices=[problem.travel_s[mode_of[name]] for name in vehicle_types],
    )
    settings = SolveParams(
        ils=IteratedLocalSearchParams(history_length=HISTORY_LENGTH),
        perturbation=PerturbationParams(1, LARGEST_PERTURBATION),
    )
    solved = pyvrp.solve(
        data, MaxIterations(iterations), seed=seed, collect_stats=False, params=settings
    )
    found = []
    for route in solved.best.routes():
        tasks = tuple(int(visit.idx) for visit in route if visit.is_client())
        if tasks and not route.has_time_warp():
            found.append(Sequence(duty=route.vehicle_type(), tasks=tasks))
    return tuple(sorted(found, key=lambda sequence: sequence.tasks))
