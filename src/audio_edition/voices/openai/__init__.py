"""Any server that speaks OpenAI's ``POST /v1/audio/speech``: OpenAI, Kokoro-FastAPI, LocalAI, vLLM, a fleet of GPUs."""

from audio_edition.voices.openai._engine import ENGINE, OpenAIEngine, OpenAIVoice

__all__ = ["ENGINE", "OpenAIEngine", "OpenAIVoice"]
