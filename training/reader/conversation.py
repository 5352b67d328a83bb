"""The conversation model: what a chat is doing, after each message, from the messages' vectors.

Causal, and each message looks back over at most `Shape.reach` messages: so a chat can be read
message by message, keeping for each layer what the last messages left there, with the same result
as when it is read whole.
"""

import math
from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from .material import SIGNALS, TRICKS, Chat

#: Speakers are told apart by order of appearance; those after these share the last place.
SPEAKERS = 6
#: What is said after each message: harm, signals, tricks, danger.
PARTS = (1, len(SIGNALS), len(TRICKS), 1)


@dataclass(frozen=True)
class Shape:
    features: int
    width: int = 192
    layers: int = 2
    heads: int = 4
    reach: int = 48
    dropout: float = 0.3
    feature_dropout: float = 0.3


class Layer(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.heads = shape.heads
        self.before_attention = nn.LayerNorm(shape.width)
        self.mix = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.before_thought = nn.LayerNorm(shape.width)
        self.thought = nn.Linear(shape.width, 4 * shape.width)
        self.back = nn.Linear(4 * shape.width, shape.width)
        #: Per head: how much nearer messages count, and those of the same speaker.
        self.distance = nn.Parameter(torch.zeros(shape.heads, shape.reach))
        self.same = nn.Parameter(torch.zeros(shape.heads))
        self.drop = nn.Dropout(shape.dropout)

    def forward(self, x, far, hidden, same):
        batch, length, width = x.shape
        parts = self.mix(self.before_attention(x)).view(batch, length, 3, self.heads, -1)
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        bias = self.distance[:, far] + self.same[:, None, None] * same[:, None]
        scores = q @ k.transpose(-1, -2) / math.sqrt(width // self.heads) + bias
        scores = scores.masked_fill(hidden, -1e9)
        mixed = self.drop(scores.softmax(-1)) @ v
        x = x + self.drop(self.out(mixed.transpose(1, 2).reshape(batch, length, width)))
        thought = self.back(self.drop(functional.gelu(self.thought(self.before_thought(x)))))
        return x + self.drop(thought)


class Reader(nn.Module):
    """After each message: harm, the message's signals, the trick, danger (all logits)."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape = shape
        self.take_in = nn.Linear(shape.features, shape.width)
        self.speaker = nn.Embedding(SPEAKERS, shape.width)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.last = nn.LayerNorm(shape.width)
        self.heads = nn.Linear(2 * shape.width, sum(PARTS))
        self.drop = nn.Dropout(shape.dropout)
        self.feature_drop = nn.Dropout(shape.feature_dropout)
        nn.init.normal_(self.speaker.weight, std=0.02)

    def forward(self, features, speakers):
        length = features.shape[1]
        own = functional.gelu(self.take_in(self.feature_drop(features)))
        x = own + self.speaker(speakers)
        place = torch.arange(length)
        back = place[:, None] - place[None, :]
        hidden = (back < 0) | (back >= self.shape.reach)
        far = back.clamp(0, self.shape.reach - 1)
        same = (speakers[:, :, None] == speakers[:, None, :]).float()
        for layer in self.layers:
            x = layer(x, far, hidden, same)
        out = self.heads(self.drop(torch.cat([self.last(x), own], -1)))
        harm, signals, tricks, danger = out.split(PARTS, -1)
        return harm[..., 0], signals, tricks, danger[..., 0]


@dataclass
class Lesson:
    """A chat as numbers, with what each message is known to be."""

    features: np.ndarray
    speakers: np.ndarray
    harm: np.ndarray
    harm_weight: np.ndarray
    signals: np.ndarray
    signals_weight: np.ndarray
    trick: int
    trick_from: int
    everyday: bool
    harmful: bool
    #: Someone may come to harm before the day is out.
    danger: bool


@dataclass(frozen=True)
class Recipe:
    epochs: int = 12
    batch: int = 32
    rate: float = 1e-3
    decay: float = 0.05
    signals_share: float = 6.0
    trick_share: float = 0.3
    #: Of danger; and how much more a chat of it counts, for one in fifty is.
    danger_share: float = 0.5
    danger_positive: float = 4.0
    positive: float = 3.0
    at_alert: float = 2.0
    before_sign: float = 0.3
    between: float = 0.0
    unlabelled: float = 0.1
    lead_share: float = 0.35
    lead_longest: int = 12
    longest: int = 64
    smoothing: float = 0.0
    #: How much it counts where harm comes furthest: in a harmless chat anywhere, in a harmful one by
    #: the last message at which a warning is in time. That is what a warning goes by.
    furthest_share: float = 0.0
    #: Of the single lines and of everyday talk, the share met in each epoch. Lines were tried at 0.3:
    #: no better in time, and signals were heard worse.
    lines_share: float = 0.0
    everyday_share: float = 0.6


def lesson(chat: Chat, features: np.ndarray, recipe: Recipe) -> Lesson:
    size = len(chat.texts)
    seen: dict[str, int] = {}
    speakers = np.array([min(seen.setdefault(s, len(seen)), SPEAKERS - 1) for s in chat.speakers])
    harm = np.zeros(size, np.float32)
    weight = np.ones(size, np.float32)
    trick, trick_from = -1, size
    if chat.harmful:
        alert = chat.alert_by if chat.alert_by is not None else size - 1
        first = min([m for m, _ in chat.labels] + [alert])
        weight[:first] = recipe.before_sign
        weight[first:alert] = recipe.between
        harm[first:] = 1
        weight[alert:] = 1
        weight[alert] = recipe.at_alert
        trick, trick_from = TRICKS.index(chat.trick), alert
    elif chat.only is not None:
        weight[:] = 0
    signals = np.zeros((size, len(SIGNALS)), np.float32)
    for message, signal in chat.labels:
        signals[message, SIGNALS.index(signal)] = 1
    known = np.ones_like(signals)
    if chat.only is not None:
        known[:] = 0
        last = size - 1
        known[last] = signals[last]
        known[last, SIGNALS.index(chat.only[0])] = 1
    elif not chat.labelled:
        known[:] = recipe.unlabelled
    return Lesson(features, speakers, harm, weight, signals, known, trick, trick_from,
                  chat.everyday, chat.harmful, chat.level == "emergency")


def part(chat: Lesson, start: int, end: int) -> Lesson:
    """A stretch of a chat."""
    fields = {name: getattr(chat, name)[start:end] for name in
              ("features", "speakers", "harm", "harm_weight", "signals", "signals_weight")}
    return Lesson(**fields, trick=chat.trick, trick_from=max(0, chat.trick_from - start),
                  everyday=chat.everyday, harmful=chat.harmful, danger=chat.danger)


def led(lead: Lesson, chat: Lesson) -> Lesson:
    """A chat that begins with a stretch of another, harmless one between the same speakers."""
    both = {name: np.concatenate([getattr(lead, name), getattr(chat, name)]) for name in
            ("features", "speakers", "harm", "harm_weight", "signals", "signals_weight")}
    return Lesson(**both, trick=chat.trick, trick_from=chat.trick_from + len(lead.speakers),
                  everyday=chat.everyday, harmful=chat.harmful, danger=chat.danger)


class Standard:
    """Features with mean 0 and deviation 1, as measured on the material."""

    def __init__(self, chats: list[np.ndarray]):
        stacked = np.concatenate(chats).astype(np.float32)
        self.mean = stacked.mean(0)
        self.scale = 1 / np.maximum(stacked.std(0), 1e-3)

    def __call__(self, features: np.ndarray) -> np.ndarray:
        return np.clip((features.astype(np.float32) - self.mean) * self.scale, -8, 8)


def batches(lessons: list[Lesson], recipe: Recipe, random: np.random.Generator):
    harmless = [l for l in lessons if not l.harmful and l.harm_weight.any() and len(l.speakers) > 3]
    made = []
    for chat in lessons:
        share = recipe.everyday_share if chat.everyday else 1 if chat.harm_weight.any() else recipe.lines_share
        if random.random() >= share:
            continue
        if len(chat.speakers) > 4 and random.random() < recipe.lead_share:
            other = harmless[random.integers(len(harmless))]
            size = int(random.integers(1, min(recipe.lead_longest, len(other.speakers)) + 1))
            start = int(random.integers(0, len(other.speakers) - size + 1))
            chat = led(part(other, start, start + size), chat)
        if len(chat.speakers) > recipe.longest:
            start = 0
            if not chat.harmful:
                start = int(random.integers(0, len(chat.speakers) - recipe.longest + 1))
            chat = part(chat, start, start + recipe.longest)
        made.append(chat)
    order = sorted(range(len(made)), key=lambda i: len(made[i].speakers) + random.random())
    groups = [order[i : i + recipe.batch] for i in range(0, len(order), recipe.batch)]
    for group in random.permutation(len(groups)):
        yield [made[i] for i in groups[group]]


def stack(chats: list[Lesson]):
    longest = max(len(c.speakers) for c in chats)

    def padded(name, shape=()):
        out = np.zeros((len(chats), longest, *shape), np.float32)
        for row, chat in enumerate(chats):
            value = getattr(chat, name)
            out[row, : len(value)] = value
        return torch.from_numpy(out)

    width = chats[0].features.shape[1]
    return (padded("features", (width,)), padded("speakers").long(), padded("harm"),
            padded("harm_weight"), padded("signals", (len(SIGNALS),)),
            padded("signals_weight", (len(SIGNALS),)))


def train(lessons: list[Lesson], shape: Shape, recipe: Recipe, seed: int) -> Reader:
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    model = Reader(shape)
    optimiser = torch.optim.AdamW(model.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    met = sum(recipe.everyday_share if l.everyday else 1 if l.harm_weight.any() else recipe.lines_share
              for l in lessons)
    steps = recipe.epochs * math.ceil(met / recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / 100) * max(0.0, 1 - step / steps))
    positive = torch.full((len(SIGNALS),), recipe.positive)
    model.train()
    for _ in range(recipe.epochs):
        for chats in batches(lessons, recipe, random):
            features, speakers, harm, weight, signals, known = stack(chats)
            tricks = torch.full(harm.shape, -1, dtype=torch.long)
            for row, chat in enumerate(chats):
                if chat.trick >= 0:
                    tricks[row, chat.trick_from : len(chat.speakers)] = chat.trick
            with torch.autocast("cpu", torch.bfloat16):
                says_harm, says_signals, says_trick, says_danger = model(features, speakers)
            aim = harm * (1 - recipe.smoothing) + recipe.smoothing / 2
            loss = (functional.binary_cross_entropy_with_logits(
                says_harm.float(), aim, reduction="none") * weight).sum() / weight.sum().clamp(1)
            if recipe.furthest_share > 0:
                loss = loss + recipe.furthest_share * furthest(says_harm.float(), chats)
            each = functional.binary_cross_entropy_with_logits(
                says_signals.float(), signals, reduction="none", pos_weight=positive) * known
            loss = loss + recipe.signals_share * each.sum() / known.sum().clamp(1)
            if (tricks >= 0).any():
                loss = loss + recipe.trick_share * functional.cross_entropy(
                    says_trick.float().flatten(0, 1), tricks.flatten(), ignore_index=-1)
            loss = loss + recipe.danger_share * danger(says_danger.float(), chats, recipe)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    return model.eval()


def furthest(says_harm, chats: list[Lesson]):
    """The loss of the furthest that harm comes in time."""
    counts = torch.zeros_like(says_harm, dtype=torch.bool)
    for row, chat in enumerate(chats):
        size = len(chat.speakers)
        counts[row, : min(chat.trick_from + 1, size) if chat.harmful else size] = bool(chat.harm_weight.any())
    known = counts.any(1)
    most = says_harm.masked_fill(~counts, -1e9).amax(1)[known]
    aim = torch.tensor([float(chat.harmful) for chat in chats])[known]
    return functional.binary_cross_entropy_with_logits(most, aim)


def danger(says_danger, chats: list[Lesson], recipe: Recipe):
    """The loss of danger: there from the last message at which a warning is in time; unknown
    before that in a chat that comes to it, and not there anywhere in any other."""
    aim, known = torch.zeros_like(says_danger), torch.zeros_like(says_danger)
    for row, chat in enumerate(chats):
        size = len(chat.speakers)
        if not chat.harm_weight.any():
            continue
        if chat.danger:
            aim[row, chat.trick_from : size] = 1
            known[row, chat.trick_from : size] = recipe.danger_positive
        else:
            known[row, :size] = 1
    each = functional.binary_cross_entropy_with_logits(says_danger, aim, reduction="none") * known
    return each.sum() / known.sum().clamp(1)


@torch.no_grad()
def read(models: list[Reader], chats: list[Lesson]) -> list[tuple[np.ndarray, ...]]:
    """For each chat harm [messages], signals [messages, 32], tricks [messages, 13] and danger
    [messages]: the mean of the models' logits."""
    results: list = [None] * len(chats)
    order = sorted(range(len(chats)), key=lambda i: len(chats[i].speakers))
    for start in range(0, len(order), 64):
        group = order[start : start + 64]
        features, speakers, *_ = stack([chats[i] for i in group])
        said = [model(features, speakers) for model in models]
        mean = [torch.stack([s[k] for s in said]).mean(0).numpy() for k in range(len(PARTS))]
        for row, i in enumerate(group):
            size = len(chats[i].speakers)
            results[i] = tuple(m[row, :size] for m in mean)
    return results


def described(shape: Shape, recipe: Recipe) -> dict:
    return {"shape": asdict(shape), "recipe": asdict(recipe)}
