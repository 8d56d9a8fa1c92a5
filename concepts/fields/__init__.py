"""Receptive fields: along an axis, of a network, and the exact region of one unit."""
