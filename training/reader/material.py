"""The labelled material and everyday talk, with what is known and what is not."""

import json
import random
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ROOT / "packs" / "training"

SIGNALS = (
    "flattery love offer age-probe info-probe guardian-probe secrecy isolation channel-shift "
    "image-ask camera-ask sexual-talk pressure threat exposure-threat demand money-ask "
    "credential-ask meet-ask install-lure authority-claim insult exclusion self-harm-push "
    "discloses-info discloses-credential shares-image pays agrees-meet refusal distress crisis"
).split()
TRICKS = (
    "grooming sextortion image-abuse romance-fraud authority-scam account-theft game-scam "
    "fake-offer malware-lure recovery-scam bullying coercive-group oversharing"
).split()


@dataclass
class Chat:
    """One conversation, or a line with the one before it."""

    id: str
    source: str
    language: str
    harmful: bool
    trick: str
    speakers: list[str]
    texts: list[str]
    #: Index of the last message at which a warning is in time.
    alert_by: int | None = None
    #: (message, signal) pairs.
    labels: list[tuple[int, str]] = field(default_factory=list)
    #: Whether a message without a label is known to bear none.
    labelled: bool = True
    #: For a line: the only signal that is known, and whether it is there.
    only: tuple[str, bool] | None = None
    everyday: bool = False
    child: str | None = None
    pair: str | None = None
    #: The least level that a good system ends on.
    level: str = "none"


def conversations(path: Path, source: str | None = None, everyday: bool = False) -> list[Chat]:
    chats = []
    for number, line in enumerate(path.read_text().splitlines()):
        if not line.strip():
            continue
        data = json.loads(line)
        harmful = data.get("kind") == "risk"
        labels = [(label["m"], label["signal"]) for label in data.get("labels") or []]
        chats.append(Chat(
            id=data.get("id") or f"{path.parent.name}-{number}",
            source=source or path.stem,
            language=data.get("lang", "en"),
            harmful=harmful,
            trick=data.get("trick", "none"),
            speakers=[m.get("from") or "" for m in data["messages"]],
            texts=[m["text"] for m in data["messages"]],
            alert_by=data.get("alert_by"),
            labels=labels,
            labelled=harmful or bool(labels) or everyday,
            everyday=everyday,
            child=data.get("child"),
            pair=data.get("pair"),
            level=data.get("level") or "none",
        ))
    return chats


def stretches(found: list[Chat], seed: int, share: float) -> list[tuple[Chat, Chat, int]]:
    """A few lines of some of the chats, as a family copies them: of a harmful one some that still bear
    two signs by the time to warn, of a harmless one any. Each with the chat it is of and the message it begins at.
    Without them a reader learns that nothing is ever wrong in the first three messages."""
    chance = random.Random(seed)
    made = []
    for chat in found:
        if chance.random() >= share:
            continue
        size = len(chat.texts)
        if chat.harmful:
            alert = chat.alert_by if chat.alert_by is not None else size - 1
            told = [(m, s) for m, s in chat.labels if 0 < m <= alert]
            begins = [b for b in {m for m, _ in told} if len({s for m, s in told if m >= b}) >= 2]
            if not begins:
                continue
            # The message before a sign is often what it answers.
            begin = max(1, chance.choice(sorted(begins)) - chance.choice((0, 0, 1)))
            end = min(size, alert + 1 + chance.choice((0, 0, 1, 2)))
        else:
            if size < 3:
                continue
            begin = chance.randrange(1, size - 1)
            end = min(size, begin + chance.choice((1, 2, 3, 3, 4, 5, 6, 8)))
        made.append((chat, replace(
            chat, id=f"{chat.id}+from-{begin}", speakers=chat.speakers[begin:end],
            texts=chat.texts[begin:end],
            alert_by=None if chat.alert_by is None else chat.alert_by - begin,
            labels=[(m - begin, s) for m, s in chat.labels if begin <= m < end]), begin))
    return made


def lines(path: Path) -> list[Chat]:
    chats = []
    for number, line in enumerate(path.read_text().splitlines()):
        data = json.loads(line)
        texts = [data["prev"], data["text"]] if data.get("prev") else [data["text"]]
        last = len(texts) - 1
        said = [(last, s) for s in ([data["signal"]] if data["label"] else []) + data.get("also", [])]
        chats.append(Chat(
            id=f"{path.stem}-{number}", source=path.stem, language=data["lang"], harmful=False,
            trick="none", speakers=["a", "b"][-len(texts):], texts=texts, labels=said,
            labelled=False, only=(data["signal"], bool(data["label"])),
        ))
    return chats


def whole() -> list[Chat]:
    """All labelled conversations of the project."""
    return [c for p in sorted(TRAINING.glob("*.jsonl")) if not p.name.startswith("lines-")
            for c in conversations(p)]


def single() -> list[Chat]:
    """All labelled lines of the project."""
    return [c for p in sorted(TRAINING.glob("lines-*.jsonl")) for c in lines(p)]


def everyday() -> list[Chat]:
    """Ordinary talk that may be learned from."""
    return [c for p in sorted(TRAINING.glob("everyday/*/conversations.jsonl"))
            for c in conversations(p, f"everyday-{p.parent.name}", everyday=True)]
