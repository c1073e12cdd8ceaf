/** The drawer, and parts of the page that are loaded later (ui/). */
export const DETAILS = {
  notLoaded: "This part of the page is not loaded yet. Check the connection and try again.",
  runsOn: "Runs on",
  reading: "Reading the camera",
  finding: "Looking for hands",
  challenger: "Compared with",
  version: "Version of the page",
} as const;
