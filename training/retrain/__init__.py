"""The nightly loop: collect labelled samples, fine-tune the current model, judge the result, publish it."""
