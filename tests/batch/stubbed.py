"""`cnngrade` as it is, but for its workers, which are stubs: the runs that are killed use it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from grader.batch import cluster, local
from grader.cli import main

local.COMMAND = [sys.executable, "-P", str(Path(__file__).with_name("stub_worker.py"))]
local.SILENCE = float(os.environ.get("STUB_SILENCE", local.SILENCE))
cluster.CONNECT_SECONDS = 2  # enough for a scheduler that is not there

if __name__ == "__main__":
    main()
