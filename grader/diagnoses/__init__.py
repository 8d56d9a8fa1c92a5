"""The catalogue of diagnoses: why a check failed, in the student's own values."""

from grader.diagnoses.catalogue import BY_ID, CATALOGUE, nearest
from grader.diagnoses.diagnose import as_it_stopped, diagnose
from grader.diagnoses.diagnosis import Diagnosis, Seen

__all__ = ["BY_ID", "CATALOGUE", "Diagnosis", "Seen", "as_it_stopped", "diagnose", "nearest"]
