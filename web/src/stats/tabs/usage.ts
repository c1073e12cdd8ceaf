/** Who uses it, how much, and what for. */

import { element } from "../../ui/element";
import { type MakeTab, panel } from "../panel";
import { gestureFigures } from "../sections/gestures";
import { receivedContent } from "../sections/latency";
import { sessions } from "../sections/overview";
import { usageFigures } from "../sections/usage";

export const makeUsage: MakeTab = ({ page, show }) => [
  panel("usage", "activity", (activity) => show(usageFigures(activity))),
  panel("gestures", "overview", (overview) => show(gestureFigures(overview))),
  panel("gestures", "speed", (speed) => show({ received: receivedContent(speed) })),
  panel("your-sessions", "overview", ({ your_sessions }) => {
    element(page, "sessions", HTMLElement).replaceChildren(sessions(your_sessions));
  }),
];
