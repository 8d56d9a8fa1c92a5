"""How our processes talk: frames, records, the life of a child, memory kept to oneself."""
