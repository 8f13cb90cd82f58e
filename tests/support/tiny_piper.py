"""A Piper voice of a few kilobytes, made here: no speech, but a tone per phoneme, through the real code of piper-tts.

Enters: a folder. Leaves: an ONNX model with the inputs and outputs of a Piper voice, and its configuration.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SAMPLES_PER_ID = 600
RATE_HZ = 22_050


def make_voice(folder: Path, name: str = "en_US-tiny-low", *, speakers: int = 1, **config: Any) -> Path:
    """Write a voice.

    Args:
        folder: Where; made where it is missing.
        name: Of the voice.
        speakers: How many; each speaks at another pitch.
        config: Put in the place of keys of the configuration.

    Returns:
        The path of the model.
    """
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{name}.onnx"
    model.write_bytes(_model(speakers))
    whole = {
        "audio": {"sample_rate": RATE_HZ, "quality": "low"},
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US", "family": "en"},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "num_symbols": 256,
        "num_speakers": speakers,
        "speaker_id_map": {f"speaker{number}": number for number in range(speakers)} if speakers > 1 else {},
        **config,
    }
    Path(f"{model}.json").write_text(json.dumps(whole), encoding="utf-8")
    return model


def _model(speakers: int) -> bytes:
    """Ids become tones of ``SAMPLES_PER_ID`` times the length scale, with noise of the noise scale on top."""
    from onnx import TensorProto, helper

    def constant(name: str, value: float, kind: int = TensorProto.FLOAT, shape: tuple[int, ...] = ()) -> Any:
        return helper.make_tensor(name, kind, shape, [value])

    node = helper.make_node
    nodes = [
        node("Cast", ["input"], ["ids"], to=TensorProto.FLOAT),
        node("Mul", ["ids", "step"], ["steps"]),
        node("Add", ["steps", "lowest"], ["pitches"]),
        node("Gather", ["scales", "index0"], ["noise_scale"]),
        node("Gather", ["scales", "index1"], ["length_scale"]),
        node("Mul", ["length_scale", "per_id"], ["hop"]),
        node("Range", ["zero", "hop", "one"], ["ramp"]),
        node("Unsqueeze", ["voiced" if speakers > 1 else "pitches", "last"], ["column"]),
        node("Mul", ["column", "ramp"], ["phases"]),
        node("Sin", ["phases"], ["tones"]),
        node("RandomNormalLike", ["tones"], ["noise"]),
        node("Mul", ["noise", "noise_scale"], ["louder_noise"]),
        node("Mul", ["louder_noise", "quiet"], ["soft_noise"]),
        node("Mul", ["tones", "loud"], ["loud_tones"]),
        node("Add", ["loud_tones", "soft_noise"], ["sound"]),
        node("Reshape", ["sound", "flat"], ["output"]),
    ]
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, ["batch", "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["batch"]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, ["batch"]))
        voiced = [
            node("Cast", ["sid"], ["speaker"], to=TensorProto.FLOAT),
            node("Mul", ["speaker", "lowest"], ["higher"]),
            node("Add", ["pitches", "higher"], ["voiced"]),
        ]
        nodes[3:3] = voiced
    constants = [
        constant("step", 0.001),
        constant("lowest", 0.03),
        constant("index0", 0, TensorProto.INT64),
        constant("index1", 1, TensorProto.INT64),
        constant("per_id", SAMPLES_PER_ID),
        constant("zero", 0.0),
        constant("one", 1.0),
        constant("loud", 0.4),
        constant("quiet", 0.01),
        constant("last", 2, TensorProto.INT64, (1,)),
        helper.make_tensor("flat", TensorProto.INT64, (3,), [1, 1, -1]),
    ]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch", 1, "samples"])
    graph = helper.make_graph(nodes, "tiny", inputs, [output], constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    return bytes(made.SerializeToString())
