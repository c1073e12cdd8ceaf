"""From film to labels: a person's film becomes a folder of pictures that `--data` takes."""
