/** The window of the server in which a person is asked whether this page may send samples there. */

import { wordsOf } from "../../shared/errors";
import { type Allowed, ASK, type Ask, READY, readFromWindow } from "../../shared/share-messages";
import { SHARING } from "./words";

const LOOK_MS = 300;
/** Longer than this, and the window counts as none of such a server. */
const SILENCE_MS = 20_000;

/**
 * Opens the window, which browsers allow from a click only, and gives what the person allows. Throws an Error that says
 * what to do where they do not allow it, or cannot be asked. `server` ends with a slash.
 */
export function askPerson(server: string): Promise<Allowed> {
  const { origin } = new URL(server);
  const state = crypto.randomUUID();
  const opened = window.open(new URL("share", server), "_blank", "popup,width=480,height=760");
  return new Promise((allow, refuse) => {
    if (opened === null) {
      refuse(new Error(SHARING.blocked));
      return;
    }
    let isThere = false;
    let looks = 0;
    const end = (): void => {
      window.removeEventListener("message", hear);
      clearInterval(look);
      clearTimeout(silence);
    };
    const fail = (why: string): void => {
      end();
      refuse(new Error(why));
    };
    const hear = ({ source, origin: from, data }: MessageEvent): void => {
      if (source !== opened || from !== origin) return;
      const said = readFromWindow(data);
      if (said?.kind === READY) {
        isThere = true;
        clearTimeout(silence);
        opened.postMessage({ kind: ASK, state } satisfies Ask, origin);
      } else if (said?.state === state) {
        end();
        if (said.allowed === null) refuse(new Error(SHARING.denied));
        else allow(said.allowed);
      }
    };
    window.addEventListener("message", hear);
    const look = setInterval(() => {
      if (!opened.closed) return;
      if (looks++ > 0) fail(isThere ? SHARING.closed : SHARING.cut); // not at once: its last words may be on their way
    }, LOOK_MS);
    const give = (why: string): void => {
      opened.close();
      fail(why);
    };
    const silence = setTimeout(() => give(SHARING.silent(server)), SILENCE_MS);
    find(server).catch((error: unknown) => give(SHARING.unreachable(server, wordsOf(error))));
  });
}

/** Throws an Error that says why there is no such server, which the window cannot say. */
async function find(server: string): Promise<void> {
  const answer = await fetch(new URL("api/models/current", server), { credentials: "omit" });
  if (!answer.ok) throw new Error(SHARING.answered(answer.status));
}
