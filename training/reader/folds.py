"""Readings of chats by nets that have not learned from them: folds over whole source files."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.multiprocessing

from . import conversation
from .conversation import Lesson, Reader, Recipe, Shape, Standard
from .material import Chat

#: The fold of what every net learns from and none is judged by.
EVERYONE = -2

_shared: dict = {}


def _train(job: tuple[int, int]):
    fold, seed = job
    torch.set_num_threads(1)
    learned = [l for l, f in zip(_shared["lessons"], _shared["folds"]) if f != fold]
    model = conversation.train(learned, _shared["shape"], _shared["recipe"], seed)
    held = [i for i, f in enumerate(_shared["folds"]) if f == fold]
    readings = conversation.read([model], [_shared["lessons"][i] for i in held])
    state = {name: value.numpy() for name, value in model.state_dict().items()}
    return fold, seed, held, readings, state


@dataclass
class Trained:
    """The nets, and for each chat of a fold the mean reading of nets that did not see it."""

    states: dict[tuple[int, int], dict]
    readings: dict[int, tuple[np.ndarray, ...]]


def folds_of(chats: list[Chat], count: int) -> list[int]:
    """The fold of each chat: whole files, spread so that folds are of like size and language."""
    size: dict[tuple[str, str], int] = {}
    for chat in chats:
        if chat.only is not None:
            continue
        size[chat.language[:2], chat.source] = size.get((chat.language[:2], chat.source), 0) + 1
    # A file keeps to the fold where the most of it went first.
    load: dict[tuple[str, int], int] = {}
    place: dict[str, int] = {}
    for (language, source), number in sorted(size.items(), key=lambda it: -it[1]):
        if source not in place:
            place[source] = min(range(count), key=lambda f: (load.get((language, f), 0), f))
        load[language, place[source]] = load.get((language, place[source]), 0) + number
    # Lines are learned from by all and judged by none.
    return [place.get(chat.source, EVERYONE) for chat in chats]


def train(lessons: list[Lesson], folds: list[int], shape: Shape, recipe: Recipe,
          jobs: list[tuple[int, int]], processes: int = 2) -> Trained:
    """Trains a net for each (fold, seed); fold -1 leaves nothing out. Lessons with fold -2 are
    learned by all and read by none."""
    _shared.update(lessons=lessons, folds=folds, shape=shape, recipe=recipe)
    with torch.multiprocessing.get_context("fork").Pool(processes) as pool:
        done = pool.map(_train, jobs, chunksize=1)
    sums: dict[int, list] = {}
    states = {}
    for fold, seed, held, readings, state in done:
        states[fold, seed] = state
        for index, reading in zip(held, readings):
            sums.setdefault(index, []).append(reading)
    means = {index: tuple(np.mean([r[k] for r in found], axis=0) for k in range(len(found[0])))
             for index, found in sums.items()}
    return Trained(states, means)


def net(shape: Shape, state: dict) -> Reader:
    model = Reader(shape)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    return model.eval()


def standard(features: list[np.ndarray]) -> Standard:
    return Standard(features)
