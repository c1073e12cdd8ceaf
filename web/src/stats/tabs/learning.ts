/** How models came to be the current one, and which one is tried in shadow. */

import { type MakeTab, panel } from "../panel";
import { decisionsContent } from "../sections/learning/decisions";
import { shadowFigures } from "../sections/learning/shadow";

export const makeLearning: MakeTab = ({ show }) => [
  panel("model-decisions", "decisions", (decisions) => show({ decisions: decisionsContent(decisions) })),
  panel("shadow", "shadow", (shadow) => show(shadowFigures(shadow))),
];
