"""Where things are: this repository, its tests, and the real articles beside it.

Leaves: paths. A test that needs the articles is skipped where they are not.
"""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
ARTICLES = ROOT.parent / "shared" / "articles"
"""Real articles; never copied into this repository."""
