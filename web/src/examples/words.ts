/** All sentences of the examples page that its script says. */

export const EXAMPLES = {
  running: "Running",
  play: "Play the film",
  pause: "Pause the film",
  heard: (gesture: string) => `The page heard: ${gesture}`,
  failed: (what: string) => `This example could not be loaded: ${what} Reload the page.`,
} as const;
