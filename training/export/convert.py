"""Converts a Keras network to a float16 TensorFlow.js graph model.

The only import of tensorflowjs. It imports converters that we never use and do not install, so these are empty
modules here. Whether the browser understands the result is golden.check_converted's to say.
"""

import sys
import tempfile
import types
import warnings
from pathlib import Path

import keras

from training.errors import ConversionError


def convert(network: keras.Model, folder: Path) -> None:
    """Writes model.json and its shards. Raises ConversionError; `folder` is then incomplete.

    By way of a SavedModel: layers models of Keras 3 convert and then fail to load in the browser.
    """
    with tempfile.TemporaryDirectory() as saved:
        try:
            network.export(saved, verbose=False)
            _converter()(saved, str(folder), quantization_dtype_map={"float16": "*"})
        except Exception as error:
            raise ConversionError(f"TensorFlow.js did not take the network: {error}") from error
    if not (folder / "model.json").is_file():
        raise ConversionError("The converter ended without an error and without a model.json.")


def _converter() -> "types.FunctionType":
    forests = types.ModuleType("tensorflow_decision_forests")
    jax = types.ModuleType("tensorflowjs.converters.jax_conversion")
    jax.convert_jax = None  # type: ignore[attr-defined]
    sys.modules.setdefault(forests.__name__, forests)
    sys.modules.setdefault(jax.__name__, jax)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its imports warn about pkg_resources and old NumPy names
        from tensorflowjs.converters import tf_saved_model_conversion_v2

    convert: types.FunctionType = tf_saved_model_conversion_v2.convert_tf_saved_model
    return convert
