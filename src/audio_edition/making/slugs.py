"""No two scripts of a publication may become one edition.

Enters: a publication. Leaves: nothing. Refuses: two scripts with one slug.
"""

from __future__ import annotations

from pathlib import Path

from audio_edition.errors import Place, SourceError
from audio_edition.publication.folder import Publication
from audio_edition.publication.slug import slugify


def distinct_slugs(publication: Publication) -> None:
    """See that file names lead to different slugs.

    Slugs set in front matter are seen when their scripts are built: ``Builder`` compares them with the manifest.

    Raises:
        SourceError: Two do not.
    """
    seen: dict[str, Path] = {}
    for script in publication.scripts:
        slug = slugify(script.stem)
        if slug in seen:
            raise SourceError(
                f"this script and {seen[slug].name} would both become audio/{slug}",
                place=Place(str(script)),
                hint="rename one of them",
            )
        seen[slug] = script
