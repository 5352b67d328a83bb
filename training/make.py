"""Makes packs/reader.bin and packs/reading.toml. One step each, or all of them:

    python training/make.py accents    # packs/accents.tsv, for Vietnamese without its marks
    python training/make.py encoder    # unpack, prune, calibrate, quantise
    python training/make.py features   # vectors of all messages, cached
    python training/make.py folds      # nets that leave files out: what is measured and decided on
    python training/make.py train      # the nets that ship
    python training/make.py export     # packs/reader.bin, packs/reading.toml, training/CARD.md
    python training/make.py all

What is made on the way lies in training/made (not committed). Two processors and 8 GB are enough;
all of it takes about an hour and a half there.
"""

import datetime
import hashlib
import json
import pickle
import sys
import time
import zlib
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from reader import accents, conversation, decide, encoder, export, features, folds, material, plain
from reader import vocabulary as pieces
from reader import weights

HERE = Path(__file__).resolve().parent
MADE = HERE / "made"
PACKS = material.ROOT / "packs"
#: Everyday corpora that are not committed, for the pieces they need; left out where absent.
CORPORA = material.ROOT.parent / "shared" / "eval" / "everyday"

VOCABULARY = 28_000
ALPHA = 0.8
CALIBRATION_CHATS = 150
FOLDS = 4
FOLD_SEEDS = 2
NETS = 6
SHAPE = conversation.Shape(features=2 * 3 * 384, width=128)
RECIPE = conversation.Recipe(epochs=12, signals_share=12.0, trick_share=0.6, furthest_share=1.0)
#: Copies of chats in disguise: of the Vietnamese ones without diacritics, of all in another.
BARE, DISGUISED = 0.3, 0.08
#: Of all chats, the share met a second time as their last few lines alone.
STRETCHES = 0.3


def make_accents() -> None:
    chats = [c for c in material.whole() + material.single() + material.everyday() if c.language == "vi"]
    made = accents.table(chats, plain.chats(chats))
    (PACKS / "accents.tsv").write_text(made)
    say(f"{made.count(chr(10)) - 1} syllables, {made.count(':')} pairs, {len(made.encode()) / 1e3:.0f} kB")


def make_encoder() -> None:
    raw = weights.unpack()
    full = pieces.whole(raw)
    own, everyday = set(), set()
    for chat in material.whole() + material.single():
        own.update(chat.texts)
    for path in sorted((PACKS / "lexicon").iterdir()):
        if path.is_file():
            own.update(path.read_text().splitlines())
    corpora = [c for p in sorted(CORPORA.glob("*/conversations.jsonl")) for c in material.conversations(p)]
    for chat in material.everyday() + corpora:
        everyday.update(chat.texts)
    pruned = pieces.prune(full, own, everyday, VOCABULARY)
    pieces.save(pruned.vocabulary, MADE / "vocabulary.json")
    say(f"{pruned.report['pieces']} of {len(full.pieces)} pieces kept, {pruned.report['met']} met")

    chats = [c for c in material.whole() + material.everyday() if len(c.texts) <= 40]
    chance = np.random.default_rng(1)
    chosen = [chats[i].texts for i in chance.permutation(len(chats))[: 2 * CALIBRATION_CHATS]]
    calibration, apart = chosen[:CALIBRATION_CHATS], chosen[CALIBRATION_CHATS:]
    watching = features.Encoder(
        encoder.build(raw, pruned.rows, watch=True).SerializeToString(), pruned.vocabulary)
    largest: dict[str, list] = {}
    for texts in calibration:
        ids = [pruned.vocabulary.encode(text) for text in texts]
        for passes in (features.alone(pruned.vocabulary, ids), features.in_context(pruned.vocabulary, ids)):
            for name, value in watching.run(passes).items():
                if name.startswith("watch."):
                    largest.setdefault(name.removeprefix("watch."), []).append(value)
    magnitudes = {name: np.quantile(np.stack(found), 0.99, axis=0) for name, found in largest.items()}
    model = encoder.build(raw, pruned.rows, encoder.Calibration(magnitudes, ALPHA)).SerializeToString()
    (MADE / "encoder.onnx").write_bytes(model)

    exact = features.Encoder(encoder.build(raw, pruned.rows).SerializeToString(), pruned.vocabulary)
    pairs = [np.concatenate(features.of_chats(e, apart)) for e in (exact, load_encoder())]
    report = pruned.report | {"cosine": cosines(*pairs), "bytes": len(model)}
    (MADE / "encoder.json").write_text(json.dumps(report, indent=1))
    say(f"encoder {len(model) / 1e6:.1f} MB; cosine to 32-bit floats by depth {report['cosine']}")


def cosines(exact: np.ndarray, quantised: np.ndarray) -> list[float]:
    found = []
    for start in range(0, exact.shape[1], 384):
        a, b = exact[:, start : start + 384], quantised[:, start : start + 384]
        cosine = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
        found.append(round(float(cosine.mean()), 5))
    return found


def load_encoder() -> features.Encoder:
    return features.Encoder((MADE / "encoder.onnx").read_bytes(), pieces.load(MADE / "vocabulary.json"))


def vectors(texts: list[list[str]], reading: features.Encoder, digest: str) -> list[np.ndarray]:
    """The vectors of some chats, from the cache where they were made before."""
    key = hashlib.sha256(json.dumps([digest, features.STRIDE, features.BEFORE, texts],
                                    ensure_ascii=False).encode()).hexdigest()[:24]
    path = MADE / "features" / f"{key}.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        found = features.of_chats(reading, texts)
        np.savez(path, *[value.astype(np.float16) for value in found])
    with np.load(path) as stored:
        return [stored[name] for name in stored.files]


def make_features() -> None:
    found = gather()
    say(f"{len(found[0])} chats and lines, {sum(len(v) for v in found[1])} messages")


def gather() -> tuple[list[material.Chat], list[np.ndarray]]:
    """Everything there is to learn from, with its vectors; copies in disguise come last."""
    reading = load_encoder()
    digest = hashlib.sha256((MADE / "encoder.onnx").read_bytes()).hexdigest()
    chats, found = [], []
    everything = material.whole() + material.everyday()
    if RECIPE.lines_share > 0:
        everything += material.single()
    sources: dict[str, list[material.Chat]] = {}
    for chat in everything:
        sources.setdefault(chat.source, []).append(chat)
    texts = dict(zip(map(id, everything), plain.chats(everything)))
    for source, own in sources.items():
        begun = time.time()
        chats += own
        found += vectors([texts[id(chat)] for chat in own], reading, digest)
        if time.time() - begun > 5:
            say(f"{source}: {time.time() - begun:.0f} s")
    for source, own in sources.items():
        if own[0].only is None and not own[0].everyday:
            # The same copies, whatever files come to stand before.
            copies, disguised = plain.disguised(own, zlib.crc32(source.encode()), BARE, DISGUISED)
            if copies:
                chats += copies
                found += vectors(disguised, reading, digest)
            cut = material.stretches(own, zlib.crc32(source.encode()), STRETCHES)
            if cut:
                short = [texts[id(whole)][begin:begin + len(chat.texts)] for whole, chat, begin in cut]
                chats += [chat for _, chat, _ in cut]
                found += vectors(short, reading, digest)
    return chats, found


def lessons() -> tuple[list[material.Chat], list, conversation.Standard]:
    chats, found = gather()
    whole = [v for c, v in zip(chats, found) if c.only is None and not c.everyday]
    standard = conversation.Standard(whole)
    return chats, [conversation.lesson(c, standard(v), RECIPE) for c, v in zip(chats, found)], standard


def make_folds() -> None:
    chats, made, _ = lessons()
    # Whole files; everyday corpora, which are one file each, by conversation.
    places = [number % FOLDS if chat.everyday else place
              for number, (chat, place) in enumerate(zip(chats, folds.folds_of(chats, FOLDS)))]
    jobs = [(fold, seed) for seed in range(FOLD_SEEDS) for fold in range(FOLDS)]
    trained = folds.train(made, places, SHAPE, RECIPE, jobs)
    kept = [(chats[i], reading) for i, reading in sorted(trained.readings.items())]
    pickle.dump(kept, (MADE / "folds.pkl").open("wb"))
    report_folds(kept)


def report_folds(kept: list, apart: list | None = None) -> dict:
    own = [(c, r) for c, r in kept if "+" not in c.id]
    apart = apart or [(c, r) for c, r in own if c.source.startswith("calibration-")]
    made = decide.fit([c for c, _ in own], [r for _, r in own], apart, decide.Aims())
    for language, figures in made["figures"].items():
        say(f"{language}: {figures}")
    return made


def make_nets() -> None:
    """The nets that ship. They never see the `calibration-*` files, which thresholds are read off."""
    chats, made, standard = lessons()
    places = [APART if chat.source.startswith("calibration-") else folds.EVERYONE for chat in chats]
    jobs = [(APART, 100 + seed) for seed in range(NETS)]
    trained = folds.train(made, places, SHAPE, RECIPE, jobs)
    apart = [(chats[i], reading) for i, reading in sorted(trained.readings.items()) if "+" not in chats[i].id]
    pickle.dump((trained.states, standard, apart), (MADE / "nets.pkl").open("wb"))


#: The fold of what is kept apart for thresholds.
APART = 0

EXAMPLE = [
    ("Linh", "hôm nay học bài chưa em"), ("Bảo", "dạ rồi ạ 😄"),
    ("Linh", "anh có cái skin hiếm lắm, ai ngoan anh mới cho"), ("Bảo", "thật hả anh"),
    ("Linh", "ừ mà chuyện này hai anh em mình biết thôi nha"), ("Bảo", "sao vậy anh"),
    ("Linh", "what's your mum doing now?"), ("Bảo", "she's at work till 6"),
    ("Linh", "bật cam lên cho anh coi phòng em đi"), ("Bảo", "thôi em ngại lắm"),
]


def make_export() -> None:
    states, standard, apart = pickle.load((MADE / "nets.pkl").open("rb"))
    nets = [folds.net(SHAPE, state) for _, state in sorted(states.items())]
    reading = load_encoder()
    graph = export.conversation_graph(nets, standard).SerializeToString()
    own = features.of_chats(reading, [[text for _, text in EXAMPLE]])[0]
    said = export.run_graph(graph, own, [who for who, _ in EXAMPLE], SHAPE, len(nets))
    model = (MADE / "encoder.onnx").read_bytes()
    parts = export.parts(model, graph, reading.vocabulary)
    parts |= export.example(EXAMPLE, own, said)
    metadata = export.numbers(reading.vocabulary, nets) | {
        "digest": hashlib.sha256(model + graph).hexdigest()}
    kept = pickle.load((MADE / "folds.pkl").open("rb"))
    # What the chats kept apart decide on is read off what the product itself says of them.
    export.write(MADE / "reader.bin", parts, metadata | {"card": ""})
    own_word = plain.product([c for c, _ in apart], MADE / "reader.bin")
    far = np.array([o[0].max() - r[0].max() for (_, r), o in zip(apart, own_word)])
    say(f"harm at most, product less PyTorch: mean {far.mean():.4f}, deviation {far.std():.4f}, "
        f"furthest {np.abs(far).max():.3f}")
    decided = report_folds(kept, [(c, o) for (c, _), o in zip(apart, own_word)])
    (PACKS / "reading.toml").write_text(decide.toml(decided))
    card = export.card(json.loads((MADE / "encoder.json").read_text()), decided, SHAPE, RECIPE, len(nets),
                       material.whole() + material.everyday() + material.single(),
                       weights.SHA256, datetime.date.today().isoformat())
    (HERE / "CARD.md").write_text(card)
    export.write(PACKS / "reader.bin", parts, metadata | {"card": card})
    say(f"packs/reader.bin: {(PACKS / 'reader.bin').stat().st_size / 1e6:.1f} MB")


def say(text: str) -> None:
    print(text, flush=True)


STEPS = {"accents": make_accents, "encoder": make_encoder, "features": make_features,
         "folds": make_folds, "train": make_nets, "export": make_export}

if __name__ == "__main__":
    MADE.mkdir(exist_ok=True)
    asked = list(STEPS) if sys.argv[1:] == ["all"] else sys.argv[1:]
    if not asked or any(step not in STEPS for step in asked):
        raise SystemExit(__doc__)
    for step in asked:
        begun = time.time()
        STEPS[step]()
        say(f"{step}: {time.time() - begun:.0f} s")
