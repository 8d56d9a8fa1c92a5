"""The effective receptive field: how much each pixel of a field really weighs."""
