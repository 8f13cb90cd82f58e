"""The handout as PDF, printed by a browser that is on this machine.

Enters: a page. Leaves: a PDF, or why there is none. Refuses nothing: a meeting can do without it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_LONGEST_S = 180


def find_chromium() -> str:
    """A Chromium, Chrome or Edge; empty where there is none."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return found or next((place for place in _PLACES if Path(place).is_file()), "")


def print_handout(page: bytes, target: Path) -> str:
    """Print a page.

    Args:
        page: HTML that needs nothing beside it.
        target: Where the PDF goes.

    Returns:
        Why there is none; empty where there is.
    """
    chromium = find_chromium()
    if not chromium:
        return "there is no Chromium, Chrome or Edge on this machine"
    with tempfile.TemporaryDirectory(prefix="audio-edition-", ignore_cleanup_errors=True) as folder:
        source, printed = Path(folder, "handout.html"), Path(folder, "handout.pdf")
        source.write_bytes(page)
        flags = ["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        if sys.platform.startswith("linux") and os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium refuses to run as root with it
        flags += [f"--user-data-dir={Path(folder, 'profile')}", "--no-pdf-header-footer", f"--print-to-pdf={printed}"]
        try:
            command = [chromium, *flags, source.as_uri()]
            ran = subprocess.run(command, check=False, capture_output=True, timeout=_LONGEST_S)
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"{chromium} could not print it: {error}"
        if ran.returncode or not printed.is_file():
            return f"{chromium} could not print it: it ended in {ran.returncode}"
        shutil.copyfile(printed, target)
    return ""
