"""Travel between places: times and distances along the fastest paths, and the stop at the door."""
