"""Glances as the judge would send them."""

from __future__ import annotations

from grader.judging.glance import Glance, Quoted, State, Told


def told(check: str = "relu-on-hidden-layers", cause: str = "relu-missing") -> Told:
    return Told(
        check,
        cause,
        f"{cause} is so",
        "No ReLU follows `conv1`; from there it goes conv1 → max_pool2d → conv2.",
        "line 40",
        "0 of 2",
        (
            Quoted("39", "    def forward(self, x):"),
            Quoted("40", "        x = F.max_pool2d(self.conv1(x), 2)", (25, 38)),
            Quoted("41", "        return x"),
        ),
        "",
        "Two layers in a row compute no more than one.",
        ("look there", "think so", "28 → ?", "a tool"),
        more=f"cnngrade explain {cause}" if cause else "",
    )


def glance(*found: Told, whole: bool = True, **states: State) -> Glance:
    named = {check.replace("_", "-"): state for check, state in states.items()}
    checks: dict[str, State] = {"file-parses": "passed", "relu-on-hidden-layers": "passed"}
    checks.update({one.check: "failed" for one in found})
    checks.update(named)
    points = str(17 - len(found))
    return Glance(
        "net.py", whole, "", points if whole else "", "17", "2 of 2", tuple(checks.items()), found
    )
