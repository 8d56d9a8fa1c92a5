"""Questions of Part 1: asked, read, marked, and the slips behind wrong answers."""
