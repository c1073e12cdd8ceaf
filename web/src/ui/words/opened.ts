/** Pictures and films that cannot be opened (files/). */
export const OPENED = {
  noVideo: "This browser cannot play that video. Save it as WebM or MP4 (H.264), then choose that.",
  heic: (name: string) =>
    `This browser cannot read ${name}: it is a HEIC picture. Save it as JPEG or PNG, then choose that.`,
  noFile: (name: string) => `${name} is no picture or video. Choose a JPEG, PNG, WebM or MP4 file.`,
  broken: (name: string) =>
    `${name} is broken, too large, or of a kind that this browser cannot read. Save it as JPEG or PNG, then choose that.`,
} as const;
