"""The grade as JUnit's XML, which most build servers read: one test case for each check."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from grader.finding import Grade, NoMark
from grader.report.findings_view import FindingView, finding_views, summary_of
from grader.report.said import said_of
from grader.report.shown import one_line


def render_junit(grade: Grade) -> str:
    """XML: a check that failed is a failure, a blocked one skipped, the grader's fault an error."""
    views = [view for view in finding_views(grade) if view.status != "absent"]
    count = {name: sum(v.status == name for v in views) for name in ("failed", "blocked", "broken")}
    unmarked = int(isinstance(grade.mark, NoMark))
    numbers = {
        "tests": str(len(views) + unmarked),
        "failures": str(count["failed"]),
        "errors": str(count["broken"] + unmarked),
        "skipped": str(count["blocked"]),
    }
    seconds = f"{grade.evidence.fate.seconds:.3f}"
    whole = ET.Element("testsuites", numbers)
    suite = ET.SubElement(
        whole, "testsuite", {"name": one_line(grade.submission.name), **numbers, "time": seconds}
    )
    for view in views:
        _case(suite, view)
    if unmarked:
        case = ET.SubElement(suite, "testcase", {"classname": "cnngrade", "name": "gradable"})
        ET.SubElement(case, "error", {"message": one_line(summary_of(grade)), "type": "no mark"})
    ET.indent(whole)
    return ET.tostring(whole, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, view: FindingView) -> None:
    case = ET.SubElement(suite, "testcase", {"classname": "cnngrade", "name": view.finding.check})
    kind = {"failed": "failure", "blocked": "skipped", "broken": "error"}.get(view.status)
    if kind is None:
        return
    behind = view.because and f"behind: {view.because}"
    message = behind or view.finding.message or view.finding.title
    inside = ET.SubElement(case, kind, {"message": one_line(message)})
    if kind != "skipped":
        inside.set("type", view.finding.diagnosis or view.finding.check)
        inside.text = said_of(view)
