/** What stands around the picture (recognise/view/). */
export const VIEW = {
  background: "Background mode",
  capture: "Capture background",
  seesPoints: "What the model sees: the points of your hand, turned upright",
  sees: "What the model sees",
  seesMask: "What the model sees: your hand in white",
  tryThese: "Try one of these",
  gettingReady: "Getting ready …",
  ownGestures: "Your own gestures",
} as const;
