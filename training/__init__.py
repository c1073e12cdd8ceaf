"""Training: networks that name hand gestures, from rendered hands and from people, published in converted_models/."""

import os

# Before TensorFlow is imported: its messages are not for our users, and its threads must not spin on shared machines.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
