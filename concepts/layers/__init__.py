"""Layers: what each puts out, and how it reads its inputs."""
