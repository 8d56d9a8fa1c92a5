"""cnngrade: reads a student's `Net`, watches what it computes, trains it, and says what to mend."""

__version__ = "0.1.0"
