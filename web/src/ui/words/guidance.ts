/** Advice before there is an answer, and of every picture (recognise/naming/). */
export const ADVICE = {
  black: "The camera's picture is black. Open its cover, turn on a light, or choose another camera.",
  repeats: "The camera sends the same picture again and again. Start it anew, or choose another.",
  dark: "It is too dark to see your hand well. Turn on a light, or face a window.",
  game: "Show what is asked for below.",
  noCamera: "Start the camera. Its pictures stay in your browser.",
  emptyBox: "Move your hand out of the box, then capture the background.",
  keepEmpty: "Keep the box empty …",
  learning: "Keep the box empty: learning the background …",
  paused: "Paused. Nothing is looked at until you resume.",
  broken: "Something went wrong. Reload the page.",
  loading: "Loading the recogniser …",
  loadingBackground: "Loading background mode …",
  first: "Hold up a hand.",
  firstInBox: "Show a gesture in the box.",
  searchingFile: "Looking for hands in it …",
} as const;
