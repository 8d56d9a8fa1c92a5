"""Rosters: what an LMS gives as a download of all submissions, read as it is."""
