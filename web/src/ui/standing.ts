/** Says that there is no network, and offers to install the page where the browser does. */

import { element, setText } from "./element";
import { STANDING as WORDS } from "./words";

/** Chromium's event; no other browser has it. */
interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

/** Shows "Offline" while the browser has no network. */
export function watchNetwork(window: Window): void {
  const badge = element(window.document, "offline", HTMLElement);
  const show = (): void => setText(badge, window.navigator.onLine ? "" : WORDS.offline);
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}

/** Shows the button "Install" from when the browser says that it would ask, until it has asked. */
export function offerInstall(window: Window): void {
  const button = element(window.document, "install", HTMLButtonElement);
  let asking: InstallEvent | null = null;
  const show = (event: InstallEvent | null): void => {
    asking = event;
    button.hidden = event === null;
  };
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault(); // no banner: it would cover the picture
    show(event as InstallEvent);
  });
  window.addEventListener("appinstalled", () => show(null));
  button.addEventListener("click", () => {
    const event = asking;
    show(null); // an event asks once
    void event?.prompt().catch(() => undefined);
  });
}
