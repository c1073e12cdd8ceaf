"""Training: rigged hand to silhouettes to a CNN to a TensorFlow.js model in converted_models/."""
