/** Background mode (recognise/background/). */
export const BACKGROUND = {
  black: "The camera's picture is black. Open its cover, or turn on a light; then the background is captured.",
  moving: "Something is moving in the box. Keep it empty and still for a second.",
  hand: "There is a hand in the box. Take it out; then the background is captured.",
  learning: "Keep the box empty: learning the background …",
  noisy: "The picture is noisy. Leave the box empty and capture the background again.",
  wholeBox: "The whole box looks new. Empty it, then capture the background again.",
  steady: "Show another gesture, or tell me if this one is wrong.",
  show: "Show a gesture in the box.",
  noHand: "I cannot see a hand in the box. Hold one inside the white frame.",
  cutOff: "Your hand is cut off by the edge of the box. Move it to the middle, or back.",
  small: "Your hand is small in the box. Come closer to the camera.",
  unsure: "I am not sure. Show your palm or its back, flat to the camera.",
  noGesture: "I see something, but none of the five gestures. Show one of these.",
} as const;
