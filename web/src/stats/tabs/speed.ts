/** How fast it is on which devices. */

import { type MakeTab, panel } from "../panel";
import { latencyFigures } from "../sections/latency";

export const makeSpeed: MakeTab = ({ show }) => [panel("latency", "speed", (speed) => show(latencyFigures(speed)))];
