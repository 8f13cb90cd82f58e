"""The folder of a publication: its settings in layers, its scripts and their slugs, YAML and TOML with places.

Enters: the folder that holds ``script/``. Leaves: ``Publication`` and ``Settings``. Refuses: settings that are unknown
or of the wrong type, at their line.
"""
