"""The categories a podcast can have in Apple's directory, which the other directories follow.

Enters: the setting ``category``. Leaves: nothing, or what is wrong with it and what may have been meant.

Source: Apple Podcasts for Creators, "Apple Podcasts categories".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audio_edition.text.nearest import hint_for, nearest

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": ("Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        "Animation & Manga",
        "Automotive",
        "Aviation",
        "Crafts",
        "Games",
        "Hobbies",
        "Home & Garden",
        "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        "Business News",
        "Daily News",
        "Entertainment News",
        "News Commentary",
        "Politics",
        "Sports News",
        "Tech News",
    ),
    "Religion & Spirituality": (
        "Buddhism",
        "Christianity",
        "Hinduism",
        "Islam",
        "Judaism",
        "Religion",
        "Spirituality",
    ),
    "Science": (
        "Astronomy",
        "Chemistry",
        "Earth Sciences",
        "Life Sciences",
        "Mathematics",
        "Natural Sciences",
        "Nature",
        "Physics",
        "Social Sciences",
    ),
    "Society & Culture": ("Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"),
    "Sports": (
        "Baseball",
        "Basketball",
        "Cricket",
        "Fantasy Sports",
        "Football",
        "Golf",
        "Hockey",
        "Rugby",
        "Running",
        "Soccer",
        "Swimming",
        "Tennis",
        "Volleyball",
        "Wilderness",
        "Wrestling",
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
}
"""Categories, each with those inside it."""


def category_fault(category: Sequence[str]) -> tuple[str, str]:
    """What is wrong with a category, and a hint; both empty where it is one of Apple's.

    Args:
        category: One, or one and one inside it.
    """
    if len(category) > 2:
        return "category: expected one category, or one and one inside it", 'such as category = ["News", "Politics"]'
    first = category[0] if category else ""
    if first not in CATEGORIES:
        near = nearest(first, [*CATEGORIES, *(name for inside in CATEGORIES.values() for name in inside)])
        over = next((name for name, inside in CATEGORIES.items() if near in inside and near not in CATEGORIES), "")
        hint = f'did you mean category = ["{over}", "{near}"]?' if over else hint_for(first, CATEGORIES)
        return f"category: {first!r} is not a category of Apple Podcasts", hint
    if len(category) == 2 and category[1] not in CATEGORIES[first]:
        hint = hint_for(category[1], CATEGORIES[first], f"inside {first} are")
        return f"category: {category[1]!r} is not inside {first!r}", hint
    return "", ""
