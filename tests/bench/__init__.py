"""What needs measuring: milliseconds in Chromium and on the server, samples a second, bytes of a visit."""
