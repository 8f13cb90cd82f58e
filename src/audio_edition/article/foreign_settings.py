"""Front matter written for a site generator, as settings of ours.

Enters: the entries of a script's front matter. Leaves: the same under our names, without what only concerns the site;
and notices of what was passed over. What neither we nor a generator know stays, to be refused where it is checked.

Source: the documentation of Hugo, Jekyll, Pelican, Zola, Eleventy, Astro, Pandoc and MultiMarkdown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from audio_edition.publication.entries import Entry, Layer
from audio_edition.publication.settings import KEYS
from audio_edition.text.pattern import pattern
from audio_edition.text.source import Notice

ALIASES: Mapping[str, str] = {
    **dict.fromkeys(("tagline", "subheading", "deck", "dek"), "subtitle"),
    **dict.fromkeys(("authors", "byline", "author_name", "creator", "creators"), "author"),
    **dict.fromkeys(
        ("published_at", "created_at", "created", "pubdate", "publishdate", "publish_date", "datepublished"), "date"
    ),
    **dict.fromkeys(("language", "locale"), "lang"),
    **dict.fromkeys(("summary", "excerpt", "abstract"), "description"),
    **dict.fromkeys(("canonical_url", "canonical", "canonicalurl"), "address"),
}
"""Names of others, in small letters, for settings of ours."""

OF_THE_SITE = frozenset(
    (
        *("aliases", "archive", "bibliography", "categories", "category", "comments", "comment_status", "css", "csl"),
        *(
            "disqus",
            "eleventynavigation",
            "excerpt_separator",
            "expirydate",
            "extra",
            "featured",
            "featured_image",
            "feed",
        ),
        *(
            "gallery",
            "hero",
            "header",
            "header-includes",
            "hidden",
            "id",
            "image",
            "image_alt",
            "image_caption",
            "images",
        ),
        *("in_search_index", "insert_anchor_links", "iscjklanguage", "keywords", "lastmod", "layout", "linktitle"),
        *("markup", "math", "mathjax", "menu", "menus", "modified", "outputs", "page_template", "pagination", "params"),
        *("path", "permalink", "pin", "pinned", "redirect_from", "redirect_to", "related", "render_with_liquid"),
        *("resources", "save_as", "series", "sidebar", "sitemap", "social_image", "sticky", "tags", "taxonomies"),
        *(
            "team",
            "template",
            "thumbnail",
            "toc",
            "tocdepth",
            "translationkey",
            "type",
            "uid",
            "updated",
            "url",
            "uuid",
        ),
        *("videos", "weight", "wordcount", "author_slug", "base header level", "html header", "latex input", "quotes"),
        *("last_modified_at", "date_modified", "author_url", "author_image", "og_image", "readingtime", "showtoc"),
    )
)
"""Names of others, in small letters, that an edition has no use for."""

_SLUG = pattern(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_NUMERIC_DATE = pattern(r"\d{4}-\d{2}-\d{2}\b")


def understood(layer: Layer) -> tuple[Layer, tuple[Notice, ...]]:
    """Put entries under our names.

    Args:
        layer: The front matter as it is written.

    Returns:
        The front matter as ours; and a notice of what was passed over, one for all of it.
    """
    entries: dict[str, Entry] = {name: entry for name, entry in layer.entries.items() if name in KEYS}
    passed: list[tuple[str, int]] = []
    for name, entry in layer.entries.items():
        if name in KEYS:
            if name == "cover" and isinstance(entry.value, Mapping):
                del entries[name]  # Hugo's, a table
                passed.append((name, entry.line))
            elif name == "category":
                del entries[name]  # ours is of the publication only
                passed.append((name, entry.line))
            continue
        key = name.lower()
        ours = ALIASES.get(key) or (key if key in KEYS and key not in OF_THE_SITE else "")
        if key in ("published", "status") and (state := _draft(key, entry)) is not None:
            entries.setdefault("draft", state)
        elif ours and ours not in entries and (value := _value(ours, entry)) is not None:
            entries[ours] = value
        elif ours or key in OF_THE_SITE or key in ("published", "status"):
            passed.append((name, entry.line))
        else:
            entries[name] = entry
    if not passed:
        return replace(layer, entries=entries), ()
    names = ", ".join(name for name, _ in passed)
    return replace(layer, entries=entries), (
        Notice(passed[0][1], "front-matter", f"of the site, not used here: {names}"),
    )


def _draft(key: str, entry: Entry) -> Entry | None:
    """Return ``draft`` for Jekyll's ``published: false`` and Pelican's ``status: draft``; None for anything else."""
    if key == "published" and isinstance(entry.value, bool):
        return Entry(not entry.value, entry.line)
    if key == "status" and isinstance(entry.value, str):
        return Entry(entry.value.strip().lower() in ("draft", "hidden"), entry.line)
    return None


def _value(ours: str, entry: Entry) -> Entry | None:
    """Return the value as our setting has it; None: it cannot be used."""
    if ours == "author":
        items = entry.value if isinstance(entry.value, tuple) else (entry,)
        names = tuple(name for item in items if (name := _name(item)))
        return Entry(names, entry.line) if names else None
    if ours == "date":
        written = entry.value.strip() if isinstance(entry.value, str) else ""
        return entry if isinstance(entry.value, date) or _NUMERIC_DATE.match(written) else None
    return entry if isinstance(entry.value, str) and entry.value.strip() else None


def _name(entry: Entry) -> Entry | None:
    """Return the name of an author; None for the name of an account: "by cm and becky" is no byline."""
    value = entry.value["name"].value if isinstance(entry.value, Mapping) and "name" in entry.value else entry.value
    if not isinstance(value, str) or not value.strip() or is_account(value):
        return None
    return Entry(value.strip(), entry.line)


def is_account(name: str) -> bool:
    """Tell whether a name is that of an account: one word in small letters."""
    return _SLUG.fullmatch(name.strip().removeprefix("@")) is not None
