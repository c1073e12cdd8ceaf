/** Does what is bound to a gesture; says what was done, or why it was not. */

import type { Action, MediaAct, SoundName } from "./bindings";
import { playSound } from "./sounds";
import { speak } from "./speech";
import { DOING } from "./words";

/** The slides that are open. */
export interface Slides {
  /** Turns to the next or the previous; gives which one is shown. */
  turn(by: 1 | -1): string;
}

/** The music or the film that is open. */
export interface Player {
  do(act: MediaAct): Promise<string>;
  close(): void;
}

export type ConnectorAction = Extract<Action, { readonly kind: "connector" }>;

/** What actions act on. */
export interface Around {
  readonly slides: Slides | null;
  readonly player: Player | null;
  /** Has the server tell a connector. Throws ApiError. */
  tell(action: ConnectorAction, gesture: string | null): Promise<string>;
}

export interface Voice {
  speak(words: string): Promise<string>;
  sound(name: SoundName): string;
}
const VOICE: Voice = { speak, sound: playSound };

/**
 * Does it at a gesture, or because somebody tries it (null), and gives what was done in words.
 *
 * Throws an Error whose message says what to do.
 */
export async function perform(
  action: Action,
  gesture: string | null,
  around: Around,
  voice: Voice = VOICE,
): Promise<string> {
  switch (action.kind) {
    case "slide":
      if (around.slides === null) throw new Error(DOING.noSlides);
      return around.slides.turn(action.to === "next" ? 1 : -1);
    case "media":
      if (around.player === null) throw new Error(DOING.noMedia);
      return around.player.do(action.act);
    case "speak":
      return voice.speak(action.words);
    case "sound":
      return voice.sound(action.sound);
    case "connector":
      return around.tell(action, gesture);
  }
}
