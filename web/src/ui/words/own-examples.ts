/** What becomes of own gestures and corrections (personalise/). */
export const OWN_KEPT = {
  noRoom:
    "This browser has no room for it, so it was not kept. What you taught before is still there. " +
    "Free some space, or allow this page to keep data, then try again.",
  forbidden:
    "This browser keeps nothing for this page, so no gesture can be taught. Allow it to keep data, then open this again.",
  gone: "It is gone from this browser: another tab deleted it, or the browser's data was cleared.",
  tooMany: (most: number) => `You have ${most} gestures of your own, the most that there can be. Delete one first.`,
  knownPose: (name: string) => `This pose is “${name}”, which you taught before.`,
  knownCorrection: (name: string) => `You said before that this is ${name}.`,
  leftOut: (count: number, why: string) => `${count} of the examples were left out. ${why}`,
  onePose: (before: string) =>
    `${before} One pose cannot be two gestures: show another, or delete that one under “Your own gestures”.`,
  loading: "The recogniser is still loading. Try again in a moment.",
  shared: "Somebody shares a gesture with you. You are asked about it once hand mode is ready.",
  notInUse: (why: string) => `Your own gestures are not in use: ${why}`,
  unreadable:
    "This holds no gestures that can be read: it is damaged or something else. Nothing was added. Ask for it again.",
  tooLarge: "This is larger than own gestures can be. Nothing was added.",
  otherVersion:
    "These gestures were taught to another version of the recogniser, which sees hands differently. Nothing was added. " +
    "They have to be taught again with this one.",
} as const;
