"""Whose downloads are read, by name: a file of its own, for a command line's help waits for it."""

KINDS = (
    *("auto", "canvas", "moodle", "gradescope", "blackboard", "brightspace", "github", "google"),
    *("codegrade", "ilias", "nbgrader", "folder", "map"),
)
