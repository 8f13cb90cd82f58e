"""Any server that speaks OpenAI's ``POST /v1/audio/speech``: OpenAI, Kokoro-FastAPI, LocalAI, vLLM, a fleet of GPUs.

Enters: a voice of the server and parameters. Leaves: clips. Refuses: replies that are not whole speech of plausible
length.
"""

from audio_edition.voices.openai._engine import ENGINE, OpenAIEngine, OpenAIVoice

__all__ = ["ENGINE", "OpenAIEngine", "OpenAIVoice"]
