/** Whether confidence can be relied on, and whether that changes. */

import { type MakeTab, panel } from "../panel";
import { calibrationFigures } from "../sections/quality/calibration";
import { handFigures } from "../sections/quality/hands";

export const makeQuality: MakeTab = ({ show }) => [
  panel("calibration", "quality", (quality) => show(calibrationFigures(quality))),
  panel("hands", "hands", (hands) => show(handFigures(hands))),
];
