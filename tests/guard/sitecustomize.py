"""Guards a Python program that a test starts; found by Python itself because this folder is on PYTHONPATH.

Leaves: ``socket`` guarded. Refuses: see ``loopback_only``.
"""

import runpy
from pathlib import Path

_guard = runpy.run_path(str(Path(__file__).parent.parent / "support" / "loopback_only.py"))
_guard["install"](_guard["refuse_by_ending"])
