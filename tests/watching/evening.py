"""An evening with `watch`: from the blank file to full marks in fifteen saves, with Part 1."""

from __future__ import annotations

from collections.abc import Iterator

INIT = "# TODO: make the layers and keep each in an attribute of its own, self.... = nn...."
FORWARD = "        pass\n\n\ndef get_arguments"
CONV1 = "self.conv1 = nn.Conv2d(1, 10, 5)"
CONV2 = "self.conv2 = nn.Conv2d(10, 20, 5)"
MADE = [CONV1, CONV2, "self.drop = nn.Dropout2d()"]
LINEARS = ["self.fc1 = nn.Linear(500, 50)", "self.fc2 = nn.Linear(50, 10)"]
FIRST = "x = F.max_pool2d(self.conv1(x), 2)"
SECOND = "x = F.max_pool2d(self.drop(self.conv2(x)), 2)"
BLANK_SHEET = "[q6]\na = []\nb = []\n"
HALF_SHEET = "[q6]\na = [[4, 5], [1, 3]]\nb = [[2, 2], [0, 2]]\n"
WHOLE_SHEET = (
    "[q6]\na = [[4, 5], [1, 3]]\nb = [[2.5, 2.5], [0.5, 2]]\n"
    "[q7]\nfilters = 10\nblock = [1, 5, 5]\napplications = 576\noutputs_per_application = 1\n"
)

# what is done, the lines of __init__, those of forward, the sheet
SAVES: tuple[tuple[str, list[str], list[str], str], ...] = (
    ("the blank file", [], [], BLANK_SHEET),
    ("the first convolution", [CONV1], [], BLANK_SHEET),
    ("a bracket is missing", [*MADE, "self.fc1 = nn.Linear(500, 50"], [], BLANK_SHEET),
    ("all layers are made", [*MADE, *LINEARS], [], BLANK_SHEET),
    ("nothing is returned", [*MADE, *LINEARS], [FIRST, SECOND], BLANK_SHEET),
    ("maps into fc1", [*MADE, *LINEARS],
     [FIRST, SECOND, "x = self.fc1(x)", "return self.fc2(x)"], BLANK_SHEET),
    ("a wrong size", [*MADE, *LINEARS],
     [FIRST, SECOND, "x = torch.flatten(x, 1)", "x = self.fc1(x)", "return self.fc2(x)"],
     BLANK_SHEET),
)  # fmt: skip
RIGHT_LINEARS = ["self.fc1 = nn.Linear(320, 50)", LINEARS[1]]
LATER: tuple[tuple[str, list[str], str], ...] = (
    ("the size is right", [FIRST, SECOND, "x = torch.flatten(x, 1)", "x = self.fc1(x)",
                           "return self.fc2(x)"], BLANK_SHEET),
    ("log_softmax over the images", [FIRST, SECOND, "x = torch.flatten(x, 1)", "x = self.fc1(x)",
                                     "return F.log_softmax(self.fc2(x), dim=0)"], BLANK_SHEET),
    ("over the classes", [FIRST, SECOND, "x = torch.flatten(x, 1)", "x = self.fc1(x)",
                          "return F.log_softmax(self.fc2(x), dim=1)"], BLANK_SHEET),
    ("some ReLUs", [f"x = F.relu({FIRST[4:]})", SECOND, "x = torch.flatten(x, 1)",
                    "x = F.relu(self.fc1(x))", "return F.log_softmax(self.fc2(x), dim=1)"],
     BLANK_SHEET),
    ("all ReLUs", [f"x = F.relu({FIRST[4:]})", f"x = F.relu({SECOND[4:]})",
                   "x = torch.flatten(x, 1)", "x = F.relu(self.fc1(x))",
                   "return F.log_softmax(self.fc2(x), dim=1)"], BLANK_SHEET),
    ("a dropout that stays on", [f"x = F.relu({FIRST[4:]})", f"x = F.relu({SECOND[4:]})",
                                 "x = torch.flatten(x, 1)", "x = F.dropout(F.relu(self.fc1(x)))",
                                 "return F.log_softmax(self.fc2(x), dim=1)"], HALF_SHEET),
    ("that knows when it is tested", [f"x = F.relu({FIRST[4:]})", f"x = F.relu({SECOND[4:]})",
                                      "x = torch.flatten(x, 1)",
                                      "x = F.dropout(F.relu(self.fc1(x)), training=self.training)",
                                      "return F.log_softmax(self.fc2(x), dim=1)"], HALF_SHEET),
    ("Part 1 too", [f"x = F.relu({FIRST[4:]})", f"x = F.relu({SECOND[4:]})",
                    "x = torch.flatten(x, 1)",
                    "x = F.dropout(F.relu(self.fc1(x)), training=self.training)",
                    "return F.log_softmax(self.fc2(x), dim=1)"], WHOLE_SHEET),
)  # fmt: skip


def saves(starter: str) -> Iterator[tuple[str, bytes, bytes]]:
    """What is done, the file as it is saved then, and the answer sheet."""
    for what, init, forward, sheet in (
        *SAVES,
        *((what, [*MADE, *RIGHT_LINEARS], forward, sheet) for what, forward, sheet in LATER),
    ):
        text = starter.replace(INIT, "\n        ".join(init) or INIT)
        body = "\n        ".join(forward) or "pass"
        text = text.replace(FORWARD, f"        {body}\n\n\ndef get_arguments")
        yield what, text.encode(), sheet.encode()
