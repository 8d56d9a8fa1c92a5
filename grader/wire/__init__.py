"""How our processes talk: frames, dataclasses as records, memory kept to oneself."""
