"""Every type that crosses from one stage to another; values only, no behaviour of a stage."""
