"""Published models: their manifests, which one is current, and running them as the page does."""
