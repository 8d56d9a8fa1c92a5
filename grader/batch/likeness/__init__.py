"""Which submissions are alike, and how unlikely that is in this class: to look at, no verdict."""
