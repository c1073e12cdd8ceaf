"""Pictures of hands that nobody showed: rendered from the rigged hand, with points and labels known exactly."""
