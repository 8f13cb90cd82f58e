"""The shell: reads scripts, plans, speaks through the store, encodes, publishes whole or not at all.

Enters: a publication and the names of scripts. Leaves: editions under ``audio/``. Refuses: what one of its stages
refuses; what fails leaves the last edition as it was.

The way through it::

    publication   every script in turn, each with a slug of its own
    expected      what would this edition be? from reading, cast, plan, describing, differences; for check and diff too
    builder       if it would be different: plan -> speaking -> encoding -> plan, exact now -> release
    release       MP3 joined (or kept), companions, manifest; staging puts them in place of the last edition at once
    formats       other containers and one MP3 for each section, where the settings ask for them; part of the release
    lasting       what it goes on from where it is not published here: GUID, revision, voice, gain (editions.lock.json)
    podcast       feed and index over all that is published, last
    remembered    the last answer, while nothing has changed
"""
