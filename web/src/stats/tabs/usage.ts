/** Who uses it, how much, and what for. */

import { element } from "../../ui/element";
import { type MakeTab, panel } from "../panel";
import { gestureFigures } from "../sections/gestures";
import { receivedContent } from "../sections/latency";
import { onlineContent } from "../sections/online";
import { sessions } from "../sections/sessions";
import { usageFigures } from "../sections/usage";

export const makeUsage: MakeTab = ({ page, show }) => [
  panel("usage", "online", (online) => show({ "people-online": onlineContent(online) })),
  panel("usage", "activity", (activity) => show(usageFigures(activity))),
  panel("gestures", "overview", (overview) => show(gestureFigures(overview))),
  panel("gestures", "speed", (speed) => show({ received: receivedContent(speed) })),
  panel("your-sessions", "overview", ({ your_sessions }) => {
    element(page, "sessions", HTMLElement).replaceChildren(sessions(your_sessions));
  }),
];
