"""Guards a Python program that a test starts; found by Python itself because this folder is on PYTHONPATH.

Leaves: ``socket`` guarded, and ``os.fsync`` that does not wait. Refuses: see ``loopback_only``, ``without_flushing``.
"""

import runpy
from pathlib import Path

_support = Path(__file__).parent.parent / "support"
_guard = runpy.run_path(str(_support / "loopback_only.py"))
_guard["install"](_guard["refuse_by_ending"])
runpy.run_path(str(_support / "without_flushing.py"))["install"]()
