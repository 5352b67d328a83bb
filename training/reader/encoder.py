"""The message encoder as an ONNX graph, in 32-bit floats and in 8-bit integers.

Inputs, for B sequences of at most T pieces:
  ids       int32 [B, T]     pieces
  positions int32 [B, T]     place of each piece in its sequence
  segment   int32 [B, T]     which message of its sequence a piece belongs to, `PADDING` for none:
                             a piece sees its own message and those before it, never a later one
  pool      float [B, M, T]  for each message the weight of each piece in its vector
Output:
  vectors   float [B, M, depths × hidden]   the mean of each message's pieces at several depths

That no piece sees a later message makes a message's vector the same whether those after it are
there or not: a chat can be read as it grows, and many messages in one pass.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .weights import Weights

PADDING = 127
#: Depths (in layers) at which messages are pooled.
DEPTHS = (4, 8, 12)
OPSET = 23
#: Steps on each side of zero of a quantised weight. Processors without 8-bit dot products add pairs
#: of products in 16 bits, which overflow beyond 64: with 63 every machine computes the same.
STEPS = 63


@dataclass
class Calibration:
    """What passes through each linear layer, per input channel: the largest magnitudes."""

    magnitudes: dict[str, np.ndarray]
    #: How much of the difficulty moves from activations to weights (SmoothQuant's alpha).
    alpha: float = 0.5


class Builder:
    def __init__(self, weights: Weights, rows: np.ndarray, calibration: Calibration | None,
                 watch: bool, depths: tuple[int, ...]):
        self.weights = weights
        self.rows = rows
        self.calibration = calibration
        self.watch = watch
        self.depths = depths
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: list[onnx.TensorProto] = []
        self.watched: list[str] = []
        self.count = 0

    def constant(self, value: np.ndarray, name: str) -> str:
        self.initialisers.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def node(self, kind: str, inputs: list[str], **attributes) -> str:
        self.count += 1
        name = f"v{self.count}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def tensor(self, name: str) -> np.ndarray:
        return self.weights.tensors[name]

    def inlet(self, name: str, x: str) -> str:
        """What a linear layer reads: quantised where it computes in integers."""
        if self.watch:
            largest = self.node("ReduceMax", [self.node("Abs", [x]), self.axes([0, 1])], keepdims=0)
            self.watched.append(largest)
            self.nodes.append(helper.make_node("Identity", [largest], [f"watch.{name}"]))
        if self.calibration is None:
            return x
        factor = self.constant(self.factor(name), f"{name}.factor")
        one = self.shared("one", np.array(1, np.float32))
        middle = self.shared("middle", np.array(128, np.uint8))
        return self.node("QuantizeLinear", [self.node("Mul", [x, factor]), one, middle])

    def shared(self, name: str, value: np.ndarray) -> str:
        if all(i.name != name for i in self.initialisers):
            self.constant(value, name)
        return name

    def axes(self, values: list[int]) -> str:
        return self.shared("axes." + ".".join(map(str, values)), np.array(values, np.int64))

    def smooth(self, name: str) -> np.ndarray:
        """Per input channel, what activations are divided by and weights multiplied with."""
        assert self.calibration is not None
        magnitude = np.maximum(self.calibration.magnitudes[name], 1e-4)
        largest = np.maximum(self.heaviest[name], 1e-4)
        alpha = self.calibration.alpha
        return magnitude**alpha / largest ** (1 - alpha)

    def step(self, name: str) -> float:
        """How much one step of the quantised activations is worth."""
        assert self.calibration is not None
        return float((self.calibration.magnitudes[name] / self.smooth(name)).max() / 127)

    def factor(self, name: str) -> np.ndarray:
        return (1 / (self.smooth(name) * self.step(name))).astype(np.float32)

    def linear(self, name: str, inlet: str, x: str) -> str:
        """x · Wᵀ + b, where `inlet` names what is read and `x` is it."""
        matrix = self.tensor(f"{name}.w").T
        bias = self.constant(self.tensor(f"{name}.b"), f"{name}.b")
        if self.calibration is None:
            product = self.node("MatMul", [x, self.constant(matrix, f"{name}.w")])
        else:
            matrix = matrix * self.smooth(inlet)[:, None]
            scale = np.maximum(np.abs(matrix).max(axis=0), 1e-8) / STEPS
            whole = np.clip(np.round(matrix / scale), -STEPS, STEPS).astype(np.int8)
            sums = self.node("MatMulInteger", [
                x, self.constant(whole, f"{name}.w"), self.shared("middle", np.array(128, np.uint8)),
                self.shared(f"zero.{len(scale)}", np.zeros(len(scale), np.int8)),
            ])
            scales = self.constant((scale * self.step(inlet)).astype(np.float32), f"{name}.scale")
            product = self.node("Mul", [self.node("Cast", [sums], to=TensorProto.FLOAT), scales])
        return self.node("Add", [product, bias])

    def norm(self, name: str, x: str) -> str:
        return self.node("LayerNormalization", [
            x, self.constant(self.tensor(f"{name}.w"), f"{name}.w"),
            self.constant(self.tensor(f"{name}.b"), f"{name}.b"),
        ], axis=-1, epsilon=1e-12)

    def embedded(self) -> str:
        table = self.tensor("emb.word")[self.rows]
        place = self.tensor("emb.pos") + self.tensor("emb.type")[0]
        positions = self.node("Gather", [self.constant(place, "emb.place"), "positions"])
        if self.calibration is None:
            words = self.node("Gather", [self.constant(table, "emb.word"), "ids"])
        else:
            scale = np.maximum(np.abs(table).max(axis=1), 1e-8) / 127
            whole = np.clip(np.round(table / scale[:, None]), -127, 127).astype(np.int8)
            rows = self.node("Gather", [self.constant(whole, "emb.word"), "ids"])
            scales = self.constant(scale.astype(np.float32)[:, None], "emb.word.scale")
            words = self.node("Mul", [
                self.node("Cast", [rows], to=TensorProto.FLOAT), self.node("Gather", [scales, "ids"]),
            ])
        return self.norm("emb.ln", self.node("Add", [words, positions]))

    def build(self) -> onnx.ModelProto:
        weights = self.weights
        depth = max(self.depths)
        self.heaviest = {}
        for layer in range(depth):
            for inlet, names in (("qkv", ("q", "k", "v")), ("ao", ("ao",)), ("fi", ("fi",)),
                                 ("fo", ("fo",))):
                stacked = np.concatenate([self.tensor(f"l{layer}.{n}.w") for n in names])
                self.heaviest[f"l{layer}.{inlet}"] = np.abs(stacked).max(axis=0)
        keys = self.node("Unsqueeze", ["segment", self.axes([1, 2])])
        queries = self.node("Unsqueeze", ["segment", self.axes([1, 3])])
        seen = self.node("LessOrEqual", [keys, queries])
        x = self.embedded()
        pooled = []
        for layer in range(depth):
            at = f"l{layer}"
            q, k, v = (self.linear(f"{at}.{n}", f"{at}.qkv", read) for read in
                       [self.inlet(f"{at}.qkv", x)] for n in "qkv")
            mixed = self.node("Attention", [q, k, v, seen], q_num_heads=weights.heads,
                              kv_num_heads=weights.heads)
            out = self.linear(f"{at}.ao", f"{at}.ao", self.inlet(f"{at}.ao", mixed))
            x = self.norm(f"{at}.aln", self.node("Add", [x, out]))
            inner = self.node("Gelu", [self.linear(f"{at}.fi", f"{at}.fi", self.inlet(f"{at}.fi", x))])
            out = self.linear(f"{at}.fo", f"{at}.fo", self.inlet(f"{at}.fo", inner))
            x = self.norm(f"{at}.oln", self.node("Add", [x, out]))
            if layer + 1 in self.depths:
                pooled.append(self.node("MatMul", ["pool", x]))
        self.nodes.append(helper.make_node("Concat", pooled, ["vectors"], axis=-1))
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["B", "T"])
                  for name in ("ids", "positions", "segment")]
        inputs.append(helper.make_tensor_value_info("pool", TensorProto.FLOAT, ["B", "M", "T"]))
        width = weights.hidden * len(self.depths)
        outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["B", "M", width])]
        outputs += [helper.make_tensor_value_info(node.output[0], TensorProto.FLOAT, None)
                    for node in self.nodes if node.output[0].startswith("watch.")]
        graph = helper.make_graph(self.nodes, "message-encoder", inputs, outputs, self.initialisers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = 10
        model.producer_name = "lachan training"
        return model


def build(weights: Weights, rows: np.ndarray, calibration: Calibration | None = None,
          watch: bool = False, depths: tuple[int, ...] = DEPTHS) -> onnx.ModelProto:
    """The encoder over the pieces of `rows`; with a calibration, in 8-bit integers."""
    return Builder(weights, rows, calibration, watch, depths).build()
