"""A whole class: from the LMS's download to marks and feedback that go back into the LMS."""
