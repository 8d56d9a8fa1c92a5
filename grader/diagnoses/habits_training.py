"""Habits: in the training loop of the script. They cost no points."""
