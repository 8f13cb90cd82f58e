"""Google's voice, through the real gTTS client.

Enters: a language and parameters. Leaves: a voice. Refuses: languages, domains and parameters that gTTS does not know.

The modules ``gtts_*`` beside this one hold its parts: languages, packing, transport, verdict, retry, limit, breaker,
state, joining. What is heavy in them is imported when a voice is made, so that listing the engines costs nothing.
"""

from audio_edition.voices.gtts._engine import ENGINE, GttsEngine

__all__ = ["ENGINE", "GttsEngine"]
