"""Pooling of arrays, its axes, and its working on paper."""
