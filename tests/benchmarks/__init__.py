"""Figures, always as ratios of what ran alternately in one run; not part of the tests.

    .venv/bin/python -m tests.benchmarks.bench                   about two minutes
    .venv/bin/python -m tests.benchmarks.bench --long BOOK.md    ten hours of audio besides, a quarter of an hour

Enters: articles; by default this project's own. Leaves: a table, or JSON. Refuses: to say anything of one machine's
seconds alone; results are not kept in the repository.
"""
