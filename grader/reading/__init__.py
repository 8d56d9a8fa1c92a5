"""A graph, read: what flows where, which layers have weights, what is rectified, what repeats."""
