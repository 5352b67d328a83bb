"""Texts as the product's reader sees them: its own normaliser undoes disguise and shorthand."""

import copy
import functools
import json
import os
import random
import subprocess
from pathlib import Path

import numpy as np

from .material import ROOT, Chat

#: Disguises that the normaliser undoes nearly always; those that change what is left to read
#: (no diacritics) are met more often.
DISGUISES = ["leet", "dots", "spaces", "homoglyphs", "stretched", "teencode"]
BARE = "without-diacritics"


def plain(texts: list[str], disguises: list[tuple[str, int] | None] | None = None) -> list[str]:
    """The texts in plain spelling, each disguised before where a disguise and seed is given."""
    program = build()
    lines = []
    for place, text in enumerate(texts):
        line: dict = {"text": text}
        if disguises and disguises[place]:
            line["disguise"], line["seed"] = disguises[place]
        lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    done = subprocess.run([program], input="".join(lines), capture_output=True, text=True, check=True)
    result = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert len(result) == len(texts)
    return result


@functools.cache
def build(package: str = "lachan-train", example: str = "plain") -> str:
    subprocess.run(["cargo", "build", "--release", "--quiet", "-p", package, "--example", example],
                   cwd=ROOT, check=True)
    target = os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target"))
    return f"{target}/release/examples/{example}"


def product(found: list[Chat], reader: Path) -> list[tuple[np.ndarray, ...]]:
    """What the product's own reader, with this file, says of chats: as `conversation.read` does."""
    lines = []
    for chat, texts in zip(found, chats(found)):
        seen: dict[str, int] = {}
        speakers = [seen.setdefault(name, len(seen)) for name in chat.speakers]
        lines.append(json.dumps({"speakers": speakers, "texts": texts}, ensure_ascii=False) + "\n")
    done = subprocess.run([build("lachan-reader", "readings"), reader], input="".join(lines),
                          capture_output=True, text=True, check=True)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(said) == len(found)
    return [tuple(np.array(one[part], np.float32) for part in ("harm", "signals", "tricks", "danger"))
            for one in said]


def chats(found: list[Chat]) -> list[list[str]]:
    """The texts of chats in plain spelling."""
    return regroup(found, plain([text for chat in found for text in chat.texts]))


def disguised(found: list[Chat], seed: int, bare: float, other: float) -> tuple[list[Chat], list[list[str]]]:
    """Copies of some of the chats, each in one disguise: a share `bare` of the Vietnamese ones
    without diacritics, a share `other` of all in another."""
    chance = random.Random(seed)
    copies, asked = [], []
    for place, chat in enumerate(found):
        kind = None
        if chat.language == "vi" and chance.random() < bare:
            kind = BARE
        elif chance.random() < other:
            kind = chance.choice(DISGUISES)
        if kind:
            again = copy.copy(chat)
            again.id = f"{chat.id}+{kind}"
            copies.append(again)
            asked += [(kind, place)] * len(chat.texts)
    texts = plain([text for chat in copies for text in chat.texts], asked)
    return copies, regroup(copies, texts)


def regroup(found: list[Chat], texts: list[str]) -> list[list[str]]:
    rest = iter(texts)
    return [[next(rest) for _ in chat.texts] for chat in found]
