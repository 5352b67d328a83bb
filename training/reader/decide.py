"""How the reader's word counts: packs/reading.toml, from readings of chats it did not learn from."""

from dataclasses import dataclass

import numpy as np

from .material import SIGNALS, TRICKS, Chat


#: Parts of a reading.
HARM, DANGER = 0, 3


@dataclass(frozen=True)
class Aims:
    """What false alarms may cost: shares of hard harmless conversations, and everyday alarms per
    10,000 messages."""

    watch: float = 0.10
    #: One false alarm in thirty hard harmless conversations.
    concern: float = 1 / 30
    #: "Act today" to no purpose half as often.
    high: float = 1 / 60
    certain: float = 1 / 400
    #: "Now": so seldom where nothing is wrong, and so seldom where there is harm, but not today.
    emergency: float = 1 / 400
    emergency_of_risks: float = 1 / 20
    everyday: float = 1.0


def fit(chats: list[Chat], readings: list[tuple[np.ndarray, ...]],
        apart: list[tuple[Chat, tuple[np.ndarray, ...]]], aims: Aims) -> dict:
    """The weights, from readings of chats by nets that had not seen their files, and of the chats kept
    apart by the nets that ship; and what they were read off."""
    made: dict = {"thresholds": {}, "signals": {}, "figures": {}}
    for language in ("vi", "en"):
        own = [(c, r) for c, r in zip(chats, readings) if c.language == language]
        # Twins were written to differ from harm in as little as can be: they say how finely the
        # reader reads, not how often it cries wolf.
        harmless = [(c, r) for c, r in own if not c.harmful and not c.everyday and c.pair is None]
        harmless_apart = [(c, r) for c, r in apart if c.language == language and not c.harmful]
        hard, kept_apart = furthest(harmless), furthest(harmless_apart)
        # One message and no other among many must reach `high` (risk's `of_one`).
        everyday = furthest([(c, r) for c, r in own if c.everyday and len(c.texts) > 1])
        messages = sum(len(c.texts) for c, _ in own if c.everyday)

        # With less than ten thousand messages a single alarm says nothing of the rate.
        allowed = max(1, int(messages / 10_000 * aims.everyday))
        quiet = float(everyday[allowed]) + 0.01 if len(everyday) else -20.0
        # By the nets that ship, on chats of authors from whom they did not learn.
        concern = max(reached_by(kept_apart, aims.concern), quiet)
        risks = [(c, r) for c, r in own if c.harmful]
        calm, calm_apart = furthest(harmless, DANGER), furthest(harmless_apart, DANGER)
        not_today = furthest([(c, r) for c, r in risks if c.level != "emergency"], DANGER)
        today = furthest([(c, r) for c, r in risks if c.level == "emergency"], DANGER)
        emergency = max(seldom(calm_apart, calm, aims.emergency),
                        reached_by(not_today, aims.emergency_of_risks))
        made["thresholds"][language] = {
            "watch": min(reached_by(kept_apart, aims.watch), concern), "concern": concern,
            "high": max(seldom(kept_apart, hard, aims.high), concern),
            "certain": max(seldom(kept_apart, hard, aims.certain), concern),
            "emergency": emergency,
        }
        share = lambda found: float((found >= emergency).mean()) if len(found) else 0.0
        made["figures"][language] = {
            "hard": len(hard), "risks": len(risks), "everyday_messages": messages,
            "in_time": in_time(risks, concern),
            "hard_alarmed": float((hard >= concern).mean()),
            "apart": len(kept_apart),
            "apart_in_time": in_time([(c, r) for c, r in apart if c.language == language and c.harmful], concern),
            "everyday_bound": quiet,
            "emergencies": len(today), "emergencies_seen": share(today),
            "harmless_called": share(calm), "not_today_called": share(not_today),
        }
    made["harm"] = line(*harm_examples(chats, readings))
    known = [(c, r) for c, r in zip(chats, readings) if c.labelled and not c.everyday and c.only is None]
    logits = np.concatenate([r[1] for _, r in known])
    truth = np.concatenate([labels(c) for c, _ in known])
    for place, signal in enumerate(SIGNALS):
        made["signals"][signal] = half_at_best(logits[:, place], truth[:, place])
    return made


def furthest(found: list, part: int = HARM) -> np.ndarray:
    """How far a part of what is said comes in each chat, the furthest first."""
    return np.sort([r[part].max() for _, r in found])[::-1]


def reached_by(found: np.ndarray, share: float) -> float:
    """What this share of chats goes beyond."""
    return float(found[int(len(found) * share)]) + 0.01


def seldom(apart: np.ndarray, folds: np.ndarray, share: float) -> float:
    """The same of what is so rare that both are asked: nets that left files out were asked about many
    more chats, but had learned less and fewer of them were averaged."""
    return (reached_by(apart, share) + reached_by(folds, share)) / 2


def in_time(risks: list, concern: float) -> float:
    return float(np.mean([r[0][: c.alert_by + 1].max() >= concern for c, r in risks])) if risks else 0.0


def labels(chat: Chat) -> np.ndarray:
    truth = np.zeros((len(chat.texts), len(SIGNALS)), bool)
    for message, signal in chat.labels:
        truth[message, SIGNALS.index(signal)] = True
    return truth


def harm_examples(chats, readings) -> tuple[np.ndarray, np.ndarray]:
    """The last word on each chat, and whether it was harmful: what a probability is true of."""
    whole = [(c, r) for c, r in zip(chats, readings) if c.only is None and not c.everyday]
    return (np.array([r[0].max() for _, r in whole]), np.array([c.harmful for c, _ in whole]))


def line(logits: np.ndarray, truth: np.ndarray) -> dict:
    """Scale and shift that make probabilities of logits (Platt 1999), by Newton's method, each step
    halved until it leads down."""
    x = np.stack([logits, np.ones_like(logits)], 1)
    w = np.array([1.0, 0.0])

    def loss(w) -> float:
        said = x @ w
        return float(np.logaddexp(0, np.where(truth, -said, said)).sum() + 5e-4 * ((w - [1, 0]) ** 2).sum())

    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (p - truth) + 1e-3 * (w - [1, 0])
        curve = (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        while np.abs(step).max() > 1e-9 and loss(w - step) > loss(w):
            step = step / 2
        w = w - step
    return {"scale": float(max(w[0], 0.05)), "shift": float(w[1])}


def half_at_best(logits: np.ndarray, truth: np.ndarray) -> dict:
    """A line as above, shifted so that one half stands where the F1 of the signal is best: the
    product counts a signal as heard from one half on."""
    fitted = line(logits, truth)
    order = np.argsort(-logits)
    right = np.cumsum(truth[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + truth.sum())
    # The mean of neighbours, for a single best place is chance.
    best = float(logits[order[int(np.argmax(np.convolve(f1, np.ones(25) / 25, "same")))]])
    return {"scale": fitted["scale"], "shift": -fitted["scale"] * best}


def toml(made: dict) -> str:
    number = lambda value: f"{value:.4f}".rstrip("0").rstrip(".")
    table = lambda values: "{ " + ", ".join(f"{k} = {number(v)}" for k, v in values.items()) + " }"
    rows = ["# Made by training/; do not edit by hand. What each part means: crates/risk/src/reading.rs.",
            f"harm = {table(made['harm'])}", "", "[thresholds]"]
    rows += [f"{language} = {table(values)}" for language, values in made["thresholds"].items()]
    rows += ["", "[signals]"]
    rows += [f"{signal} = {table(values)}" for signal, values in made["signals"].items()]
    return "\n".join(rows) + "\n"


def tricks_right(chats, readings) -> float:
    found = [TRICKS[int(r[2][c.alert_by :].mean(0).argmax())] == c.trick
             for c, r in zip(chats, readings) if c.harmful]
    return float(np.mean(found))
