"""Message vectors: each message alone, and with those before it."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from .encoder import PADDING
from .vocabulary import Vocabulary

#: A message longer than this many pieces is read in its first and last halves.
LONGEST = 80
#: How many new messages a pass in context reads, and how many before them it sees.
STRIDE = 4
BEFORE = 4
#: Messages before are cut to this many pieces.
BEFORE_LONGEST = 40


def cut(ids: list[int], longest: int) -> list[int]:
    """At most `longest` pieces: the beginning and the end."""
    if len(ids) <= longest:
        return ids
    return ids[: longest - longest // 2] + ids[-(longest // 2):]


@dataclass
class Sequence:
    """What one pass reads: pieces, which message each belongs to, and which messages are asked."""

    ids: list[int]
    segment: list[int]
    #: (message of the chat, its segment here)
    asked: list[tuple[int, int]]


def alone(vocabulary: Vocabulary, pieces: list[list[int]]) -> list[Sequence]:
    """Each message by itself."""
    found = []
    for message, ids in enumerate(pieces):
        ids = cut(ids, LONGEST)
        found.append(Sequence([vocabulary.begin, *ids, vocabulary.end], [0] * (len(ids) + 2),
                              [(message, 0)]))
    return found


def in_context(vocabulary: Vocabulary, pieces: list[list[int]]) -> list[Sequence]:
    """Messages in groups, each seeing those before it in its group and a few more."""
    found = []
    for start in range(0, len(pieces), STRIDE):
        first = max(0, start - BEFORE)
        ids, segment, asked = [vocabulary.begin], [0], []
        for message in range(first, min(start + STRIDE, len(pieces))):
            new = message >= start
            own = cut(pieces[message], LONGEST if new else BEFORE_LONGEST)
            place = message - first
            ids += [*own, vocabulary.end]
            segment += [place] * (len(own) + 1)
            if new:
                asked.append((message, place))
        found.append(Sequence(ids, segment, asked))
    return found


class Encoder:
    """Runs an encoder graph over sequences of any lengths."""

    def __init__(self, model: bytes, vocabulary: Vocabulary, threads: int = 2):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
        self.vocabulary = vocabulary
        self.outputs = [o.name for o in self.session.get_outputs()]

    def run(self, batch: list[Sequence]) -> dict[str, np.ndarray]:
        longest = max(len(s.ids) for s in batch)
        most = max(len(s.asked) for s in batch)
        ids = np.full((len(batch), longest), self.vocabulary.pad, np.int32)
        segment = np.full((len(batch), longest), PADDING, np.int32)
        pool = np.zeros((len(batch), most, longest), np.float32)
        for row, sequence in enumerate(batch):
            size = len(sequence.ids)
            ids[row, :size] = sequence.ids
            segment[row, :size] = sequence.segment
            for column, (_, place) in enumerate(sequence.asked):
                own = np.array([s == place and i not in (self.vocabulary.begin, self.vocabulary.end)
                                for s, i in zip(sequence.segment, sequence.ids)])
                if not own.any():
                    own = np.array([s == place for s in sequence.segment])
                pool[row, column, :size] = own / own.sum()
        positions = np.broadcast_to(np.arange(longest, dtype=np.int32), ids.shape).copy()
        values = self.session.run(None, {
            "ids": ids, "positions": positions, "segment": segment, "pool": pool})
        return dict(zip(self.outputs, values))

    def vectors(self, sequences: list[Sequence], budget: int = 2048) -> list[np.ndarray]:
        """For each sequence the vectors of the messages asked; batches hold about `budget`
        pieces of like lengths."""
        order = sorted(range(len(sequences)), key=lambda i: len(sequences[i].ids))
        results: list[np.ndarray | None] = [None] * len(sequences)
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and (end - start + 1) * len(sequences[order[end]].ids) <= budget:
                end += 1
            chosen = order[start:end]
            values = self.run([sequences[i] for i in chosen])["vectors"]
            for row, i in enumerate(chosen):
                results[i] = values[row, : len(sequences[i].asked)]
            start = end
        return results


def of_chats(encoder: Encoder, texts: list[list[str]], views=("alone", "context")) -> list[np.ndarray]:
    """For each chat an array [messages, views × width]; chats that repeat a text share work."""
    pieces: dict[str, list[int]] = {}
    for chat in texts:
        for text in chat:
            if text not in pieces:
                pieces[text] = encoder.vocabulary.encode(text)
    parts = []
    if "alone" in views:
        distinct = list(pieces)
        vectors = encoder.vectors(alone(encoder.vocabulary, [pieces[t] for t in distinct]))
        known = {t: v[0] for t, v in zip(distinct, vectors)}
        parts.append([np.stack([known[t] for t in chat]) for chat in texts])
    if "context" in views:
        sequences, owner = [], []
        for chat in texts:
            made = in_context(encoder.vocabulary, [pieces[t] for t in chat])
            owner.append((len(sequences), len(made)))
            sequences += made
        vectors = encoder.vectors(sequences)
        parts.append([np.concatenate(vectors[a:a + n]) for a, n in owner])
    return [np.concatenate(rows, axis=1) for rows in zip(*parts)]
