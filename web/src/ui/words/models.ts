/** Models: what is in use, and whether it answers here as in training (models/). */
export const MODELS = {
  sameAnswers: "Same answers as in training on this device",
  captureAgain: "Capture the background again.",
  noneOfHands: "This server has no model that sees hands. Press B for background mode.",
  noneOfBackground: "This server has no model for background mode. Press R to see hands.",
  notCompared: (why: string) => `Not compared with training yet. ${why}`,
  otherAnswers: "This device answers other than in training, so answers may be wrong here.",
  newModel: (id: string, more = "") => `A new model is in use: ${id}.${more && ` ${more}`}`,
  notUsed: (id: string, why: string) => `The new model ${id} is not used, the one before goes on: ${why}`,
  refused: (id: string, why: string) => `The new model ${id} was refused: ${why}`,
  noNumbers: "The network gives no numbers on this device",
  differs: (share: string) => `Differs from training by up to ${share} on this device`,
} as const;
