"""A network: its layers, its text and JSON, its table."""
