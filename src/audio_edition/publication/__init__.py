"""What is published beside the MP3, all of it from the one timeline.

Enters: a narration and its timeline. Leaves: the manifest, and later the transcript, the feed and the page. Refuses:
nothing; an old or damaged manifest is read as far as it can be.
"""
