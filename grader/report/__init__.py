"""A `Grade` as a page, as terminal text, as JSON, and as others want it: a format a file."""
