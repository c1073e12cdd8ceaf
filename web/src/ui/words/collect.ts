/** Samples on their way (collect/). */
export const COLLECT = {
  noReason: "The server gave no reason.",
  counts: (waiting: number, sent: number, lost: number) => `${waiting} waiting, ${sent} sent, ${lost} not kept`,
  storage: (used: string, quota: string, kept: string) => `${used} MB of ${quota}, ${kept}`,
} as const;
