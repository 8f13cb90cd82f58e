"""Figures, always as ratios of what ran alternately in one run; not part of the tests.

    .venv/bin/python -m tests.benchmarks.bench            about two minutes
    .venv/bin/python -m tests.benchmarks.bench --long     ten hours of audio besides, about a quarter of an hour

Enters: the real articles beside the repository. Leaves: a table, or JSON. Refuses: to say anything of one machine's
seconds alone; results are not kept in the repository.
"""
