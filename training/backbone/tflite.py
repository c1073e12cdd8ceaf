"""Reads a TensorFlow Lite file of a plain convolutional network and rebuilds it in Keras, at any side.

The format: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt
import tflite

from training.errors import TrainingError

_NAMES: Final = {code: name for name, code in vars(tflite.BuiltinOperator).items() if isinstance(code, int)}
_ACTIVATIONS: Final = {
    code: name for name, code in vars(tflite.ActivationFunctionType).items() if isinstance(code, int)
}
_TYPES: Final = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.FLOAT16: np.float16,
    tflite.TensorType.INT32: np.int32,
}
_RESHAPED_TO: Final = -1  # of a reshape: as many rows as there are, so that any side fits


class TfliteError(TrainingError):
    """The file is no network of the kind that is read here."""


@dataclass(frozen=True)
class Operation:
    """One step of the network; `constants` are its inputs that are stored in the file, None where it is computed."""

    name: str
    inputs: tuple[int, ...]
    constants: tuple[Any, ...]  # arrays
    outputs: tuple[int, ...]
    options: Any


@dataclass(frozen=True)
class Graph:
    """A network as its file holds it: operations in the order of computation, tensors by number."""

    operations: tuple[Operation, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    shapes: dict[int, tuple[int, ...]]


def read(path: Path) -> Graph:
    """Reads a .tflite file with one subgraph. Raises TfliteError."""
    try:
        model = tflite.Model.GetRootAsModel(path.read_bytes(), 0)
        graph = model.Subgraphs(0)
        tensors = [graph.Tensors(i) for i in range(graph.TensorsLength())]
    except Exception as error:  # flatbuffers raises whatever the damaged bytes lead to
        raise TfliteError(f"{path} cannot be read as TensorFlow Lite ({error}): restore it.") from error
    constants = {i: found for i, one in enumerate(tensors) if (found := _constant(model, one)) is not None}
    operations = []
    for i in range(graph.OperatorsLength()):
        operator = graph.Operators(i)
        code = model.OperatorCodes(operator.OpcodeIndex())
        name = _NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        inputs = tuple(int(one) for one in operator.InputsAsNumpy())
        outputs = tuple(int(one) for one in operator.OutputsAsNumpy())
        if name == "DEQUANTIZE" and inputs[0] in constants:
            constants[outputs[0]] = constants[inputs[0]].astype(np.float32)
            continue
        operations.append(
            Operation(name, inputs, tuple(constants.get(one) for one in inputs), outputs, _options(name, operator))
        )
    return Graph(
        tuple(operations),
        tuple(int(one) for one in graph.InputsAsNumpy()),
        tuple(int(one) for one in graph.OutputsAsNumpy()),
        {i: tuple(int(n) for n in one.ShapeAsNumpy()) for i, one in enumerate(tensors) if one.ShapeLength() > 0},
    )


def rebuild(graph: Graph, side: int, also: tuple[int, ...] = ()) -> keras.Model:
    """The network for pictures [n, side, side, 3]; its outputs are those of the file, then the tensors of `also`.

    Raises TfliteError where an operation is none of those that such networks are made of.
    """
    values: dict[int, Any] = {graph.inputs[0]: keras.Input((side, side, 3), name="picture")}
    for number, operation in enumerate(graph.operations):
        build = _BUILDERS.get(operation.name)
        if build is None:
            raise TfliteError(f"The network has an operation that cannot be rebuilt: {operation.name}.")
        name = f"{operation.name.lower()}_{number}"
        values[operation.outputs[0]] = build(operation, [values.get(one) for one in operation.inputs], name)
    return keras.Model(values[graph.inputs[0]], [values[one] for one in (*graph.outputs, *also)])


def pooled_tensor(graph: Graph) -> int:
    """The number of the tensor that global average pooling gives. Raises TfliteError where there is none."""
    for operation in graph.operations:
        if operation.name == "MEAN":
            return operation.outputs[0]
    raise TfliteError("The network has no global average pooling.")


def _constant(model: Any, tensor: Any) -> npt.NDArray[Any] | None:
    buffer = model.Buffers(tensor.Buffer())
    if buffer.DataLength() == 0:
        return None
    kind = _TYPES.get(tensor.Type())
    if kind is None:
        raise TfliteError(f"The tensor {tensor.Name()} has a type that is not read here.")
    return np.frombuffer(buffer.DataAsNumpy().tobytes(), kind).reshape(tensor.ShapeAsNumpy())


_OPTIONS: Final[dict[str, type]] = {
    "CONV_2D": tflite.Conv2DOptions,
    "DEPTHWISE_CONV_2D": tflite.DepthwiseConv2DOptions,
    "MAX_POOL_2D": tflite.Pool2DOptions,
    "ADD": tflite.AddOptions,
    "FULLY_CONNECTED": tflite.FullyConnectedOptions,
    "CONCATENATION": tflite.ConcatenationOptions,
    "RESIZE_BILINEAR": tflite.ResizeBilinearOptions,
}


def _options(name: str, operator: Any) -> Any:
    kind = _OPTIONS.get(name)
    table = operator.BuiltinOptions()
    if kind is None or table is None:
        return None
    options = kind()
    options.Init(table.Bytes, table.Pos)
    return options


def _convolve(operation: Operation, inputs: list[Any], name: str) -> Any:
    _, kernel, bias = operation.constants
    options = operation.options
    layer = keras.layers.Conv2D(
        kernel.shape[0],
        kernel.shape[1:3],
        strides=(options.StrideH(), options.StrideW()),
        padding=_padding(options),
        name=name,
    )
    result = layer(inputs[0])
    layer.set_weights([kernel.transpose(1, 2, 3, 0), bias])
    return _activated(result, options, name)


def _convolve_depthwise(operation: Operation, inputs: list[Any], name: str) -> Any:
    _, kernel, bias = operation.constants
    options = operation.options
    layer = keras.layers.DepthwiseConv2D(
        kernel.shape[1:3], strides=(options.StrideH(), options.StrideW()), padding=_padding(options), name=name
    )
    result = layer(inputs[0])
    layer.set_weights([kernel.transpose(1, 2, 3, 0), bias])
    return _activated(result, options, name)


def _connect(operation: Operation, inputs: list[Any], name: str) -> Any:
    _, kernel, bias = operation.constants
    layer = keras.layers.Dense(kernel.shape[0], name=name)
    result = layer(inputs[0])
    layer.set_weights([kernel.T, bias])
    return _activated(result, operation.options, name)


def _prelu(operation: Operation, inputs: list[Any], name: str) -> Any:
    layer = keras.layers.PReLU(shared_axes=(1, 2), name=name)
    result = layer(inputs[0])
    layer.set_weights([operation.constants[1].reshape(1, 1, -1)])
    return result


def _pool(operation: Operation, inputs: list[Any], name: str) -> Any:
    options = operation.options
    return keras.layers.MaxPooling2D(
        (options.FilterHeight(), options.FilterWidth()),
        strides=(options.StrideH(), options.StrideW()),
        padding=_padding(options),
        name=name,
    )(inputs[0])


def _add(operation: Operation, inputs: list[Any], name: str) -> Any:
    return _activated(keras.layers.Add(name=name)(inputs), operation.options, name)


def _mean(operation: Operation, inputs: list[Any], name: str) -> Any:
    return keras.layers.GlobalAveragePooling2D(name=name)(inputs[0])


def _pad_channels(operation: Operation, inputs: list[Any], name: str) -> Any:
    return keras.ops.pad(inputs[0], operation.constants[1].tolist())


def _enlarge(operation: Operation, inputs: list[Any], name: str) -> Any:
    if operation.options.AlignCorners() or not operation.options.HalfPixelCenters():
        raise TfliteError("The network enlarges in a way that cannot be rebuilt.")
    return keras.layers.UpSampling2D(2, interpolation="bilinear", name=name)(inputs[0])


def _reshape(operation: Operation, inputs: list[Any], name: str) -> Any:
    last = int(operation.constants[1][-1])
    return keras.layers.Reshape((_RESHAPED_TO, last), name=name)(inputs[0])


def _concatenate(operation: Operation, inputs: list[Any], name: str) -> Any:
    return keras.layers.Concatenate(axis=operation.options.Axis(), name=name)(inputs)


def _logistic(operation: Operation, inputs: list[Any], name: str) -> Any:
    return keras.layers.Activation("sigmoid", name=name)(inputs[0])


def _padding(options: Any) -> str:
    return "same" if options.Padding() == tflite.Padding.SAME else "valid"


def _activated(value: Any, options: Any, name: str) -> Any:
    """What a fused activation makes of it."""
    kind = _ACTIVATIONS[options.FusedActivationFunction()]
    if kind == "NONE":
        return value
    if kind not in ("RELU", "RELU6"):
        raise TfliteError(f"The network has an activation that cannot be rebuilt: {kind}.")
    return keras.layers.ReLU(6.0 if kind == "RELU6" else None, name=f"{name}_{kind.lower()}")(value)


_BUILDERS: Final[dict[str, Callable[[Operation, list[Any], str], Any]]] = {
    "CONV_2D": _convolve,
    "DEPTHWISE_CONV_2D": _convolve_depthwise,
    "FULLY_CONNECTED": _connect,
    "PRELU": _prelu,
    "MAX_POOL_2D": _pool,
    "ADD": _add,
    "MEAN": _mean,
    "PAD": _pad_channels,
    "RESIZE_BILINEAR": _enlarge,
    "RESHAPE": _reshape,
    "CONCATENATION": _concatenate,
    "LOGISTIC": _logistic,
}
