"""The vocabulary: SentencePiece unigram pieces, and the few of them that two languages need."""

import json
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .weights import Weights

SPACE = "\u2581"
#: How much worse than the worst piece a character is that no piece holds.
UNKNOWN_PENALTY = 10.0


@dataclass
class Vocabulary:
    """Pieces with scores; ids count from 0. The four special pieces are never matched."""

    pieces: list[str]
    scores: list[float]
    begin: int
    end: int
    pad: int
    unknown: int
    characters: dict[str, str]
    _ids: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        special = {self.begin, self.end, self.pad, self.unknown}
        self._ids = {p: i for i, p in enumerate(self.pieces) if i not in special}
        self.longest = max(len(piece) for piece in self.pieces)
        self.unknown_score = min(self.scores) - UNKNOWN_PENALTY

    def normalise(self, text: str) -> str:
        """The text as pieces see it: characters mapped, spaces single and marked, one in front."""
        text = "".join(self.characters.get(c, c) for c in unicodedata.normalize("NFC", text))
        return SPACE + SPACE.join(part for part in text.split(" ") if part)

    def encode(self, text: str) -> list[int]:
        """The ids of the likeliest pieces, without the marks for begin and end."""
        text = self.normalise(text)
        size = len(text)
        best = [0.0] + [-1e30] * size
        back: list[tuple[int, int]] = [(0, 0)] * (size + 1)
        for start in range(size):
            score = best[start]
            for end in range(start + 1, min(size, start + self.longest) + 1):
                piece = self._ids.get(text[start:end])
                if piece is not None:
                    total = score + self.scores[piece]
                    if total > best[end]:
                        best[end] = total
                        back[end] = (start, piece)
            total = score + self.unknown_score
            if total > best[start + 1]:
                best[start + 1] = total
                back[start + 1] = (start, self.unknown)
        ids = []
        while size > 0:
            size, piece = back[size]
            ids.append(piece)
        return ids[::-1]


def whole(weights: Weights) -> Vocabulary:
    return Vocabulary(
        weights.pieces, weights.scores.tolist(), weights.begin, weights.end, weights.pad,
        weights.unknown, weights.characters,
    )


@dataclass
class Pruned:
    """A smaller vocabulary, and what was lost."""

    vocabulary: Vocabulary
    #: For each new id the row of the full embedding table.
    rows: np.ndarray
    report: dict


def prune(full: Vocabulary, own: set[str], everyday: set[str], size: int) -> Pruned:
    """Keeps every piece met in our `own` texts, those met in three texts of `everyday` talk, all
    single Latin characters, marks and emoji, and of the rest the most frequent of Latin letters,
    up to `size` pieces."""
    met = {piece for text in own for piece in full.encode(text)}
    often = Counter(piece for text in everyday for piece in set(full.encode(text)))
    special = [full.begin, full.pad, full.end, full.unknown]
    keep = set(special) | met | {piece for piece, texts in often.items() if texts >= 3}
    report = {"met": len(keep)}
    keep |= {i for i, p in enumerate(full.pieces) if len(p.strip(SPACE)) <= 1 and useful(p)}
    for i in sorted(range(len(full.pieces)), key=lambda i: -full.scores[i]):
        if len(keep) >= size:
            break
        if latin(full.pieces[i]):
            keep.add(i)
    order = special + sorted(keep - set(special))
    vocabulary = Vocabulary(
        [full.pieces[i] for i in order], [full.scores[i] for i in order], 0, 2, 1, 3,
        full.characters,
    )
    # The floor under unknown characters is that of the full vocabulary.
    vocabulary.unknown_score = full.unknown_score
    report["pieces"] = len(order)
    return Pruned(vocabulary, np.array(order), report)


def latin(piece: str) -> bool:
    return all(c == SPACE or (c.isalpha() and "LATIN" in unicodedata.name(c, "")) for c in piece)


def useful(piece: str) -> bool:
    character = piece.strip(SPACE)
    if not character:
        return True
    category = unicodedata.category(character)
    return category[0] in "NPSZM" or "LATIN" in unicodedata.name(character, "")


def save(vocabulary: Vocabulary, path: Path) -> None:
    path.write_text(json.dumps({
        "pieces": vocabulary.pieces,
        "scores": vocabulary.scores,
        "unknown_score": vocabulary.unknown_score,
        "begin": vocabulary.begin, "end": vocabulary.end,
        "pad": vocabulary.pad, "unknown": vocabulary.unknown,
        "characters": vocabulary.characters,
    }, ensure_ascii=False))


def load(path: Path) -> Vocabulary:
    data = json.loads(path.read_text())
    unknown_score = data.pop("unknown_score")
    vocabulary = Vocabulary(**data)
    vocabulary.unknown_score = unknown_score
    return vocabulary
