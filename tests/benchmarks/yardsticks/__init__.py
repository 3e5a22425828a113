"""Libraries that plan rounds, each as well as it can, to measure the planner by."""
