"""The name under which an edition lies in ``audio/``: safe on every file system and in every address.

Enters: any name. Leaves: a slug; a name without any ASCII letter or digit gets one made from its digest.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from audio_edition.text.pattern import pattern

if TYPE_CHECKING:
    from audio_edition.publication.settings import Settings

MAX_SLUG_CHARS = 80

# Source: Microsoft, "Naming Files, Paths, and Namespaces": reserved with any extension too.
_RESERVED = pattern(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(?:\..*)?")
_SLUG = pattern(r"[a-z0-9_](?:[a-z0-9._-]{0,78}[a-z0-9_-])?")


def slug_of(settings: Settings, path: Path | str) -> str:
    """Return the slug of an edition: as set, else from the script's file name.

    Args:
        settings: Already merged.
        path: The script.
    """
    return settings.slug or slugify(Path(path).stem)


def is_slug(name: str) -> bool:
    """Tell whether a name may be used as it is."""
    return bool(_SLUG.fullmatch(name)) and not _RESERVED.fullmatch(name)


def slugify(name: str) -> str:
    """Make a slug of any name: 1 to 80 of ``a-z0-9._-``; the same name always gives the same slug."""
    decomposed = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    slug = re.sub(r"[^a-z0-9._]+", "-", decomposed)[:MAX_SLUG_CHARS].lstrip("._-").rstrip(".-_")
    if not slug:
        from hashlib import sha256  # for names without Latin letters only

        # The canonical form, so that a file system that decomposes names does not rename the edition.
        canonical = unicodedata.normalize("NFC", name).encode("utf-8", "surrogatepass")
        return f"edition-{sha256(canonical).hexdigest()[:8]}"
    return f"edition-{slug}"[:MAX_SLUG_CHARS].rstrip(".-_") if _RESERVED.fullmatch(slug) else slug
