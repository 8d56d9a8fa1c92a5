"""How what we make comes to the disk."""
