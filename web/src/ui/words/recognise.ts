/** Labels, and what becomes of the recogniser (recognise/). */
export const RECOGNISE = {
  stopped: "The recogniser stopped. Reload the page.",
  logIn: "To keep what you show, log in and allow shapes to be kept.",
  noted: "That very picture is noted already. Move your hand a little.",
  enough: "That is enough for this minute. Try again in a moment.",
  noAnswer: "There is no answer yet. Show a gesture.",
  noBackgroundAnswer: "There is no answer yet. Capture the background, then show a gesture.",
  gameLoading: "The game needs answers: wait for the recogniser.",
  gameBackground: "Capture the background first: the game needs answers.",
  noCamera: "Start the camera first.",
  noHand: "There is no hand in the picture now. Show one, then say what was wrong.",
  file: "Answers to a file are never kept. Start the camera for that.",
  unknown: (gesture: string) => `${gesture} is not known in this mode.`,
  thanks: (gesture: string) => `Thank you. Noted: ${gesture}.`,
  goesBy: "This page goes by it from now on.",
  tooSlow: (perSecond: number) => `This device manages ${perSecond} answers a second.`,
} as const;
