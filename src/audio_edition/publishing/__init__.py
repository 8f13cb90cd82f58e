"""Giving editions to listeners: what of ``audio/`` is public, served on this machine or copied to a host.

Enters: the folder ``audio``. Leaves: replies to clients, or a folder for a static host. Refuses: whatever no manifest
lists.

The way through it::

    opened      folders and regular files, never through a link
    public      what is public, one answer for both commands
    former      names that editions had before
    feed        the feed's enclosures and addresses brought into agreement with what is given out
    replies     which status and which bytes answer a request
    server      the application; listening, lan, live: the rest of ``serve``
    record      what earlier runs of ``publish`` wrote to a target
    targets     a folder, or through fsspec anything with an address
    plan        what is to be written and removed
    copying     in which order, so that a subscriber always sees a whole episode
"""
