/** The review before sending: shows the very bytes that wait, while nothing is sent. */

import { drawBones } from "../../recognise/view/bones";
import { wordsFor } from "../../shared/gestures";
import { decodePoints } from "../../shared/hand-numbers";
import { make, makeButton, makeTerms, UserDialog } from "../../ui/make";
import { REVIEW as WORDS } from "../../ui/words";
import { fieldWords, reasonWords, timeWords } from "../sample-words";
import type { Entry } from "./database";
import type { Outbox, Waiting } from "./outbox";

const SHOWN_AT_ONCE = 24;
/** Of a drawn hand: pixels of its side. */
const DRAWN_SIDE = 256;
const BRUSH = { line: "#7bd8c7", joint: "#ffffff", edge: "#000000", width: 4 };

/** Shows what waits of whoever is logged in, until the dialog is closed. */
export async function showReview(outbox: Pick<Outbox, "look">): Promise<void> {
  const review = new Review();
  const closed = review.dialog.show();
  review.dialog.say(WORDS.busy);
  let isClosed = false;
  void closed.then(() => {
    isClosed = true;
    review.free();
  });
  void outbox.look(async (waiting) => {
    if (isClosed) return;
    await review.look(waiting);
    await closed;
  });
  await closed;
}

class Review {
  readonly dialog = new UserDialog(WORDS.title, "wide");
  private readonly addresses: string[] = [];
  private most = SHOWN_AT_ONCE;

  /** Shows the oldest of what waits. */
  async look(waiting: Waiting): Promise<void> {
    const count = await waiting.count();
    const entries = await waiting.entries(this.most);
    this.dialog.say(WORDS.waiting(count));
    const cards = entries.map((entry) => this.card(entry, waiting));
    this.dialog.body.replaceChildren(
      ...(count === 0 ? [] : [this.actions(waiting, entries)]),
      make("ul", { className: "cards" }, ...cards),
      ...(count > entries.length ? [makeButton(WORDS.more, () => void this.showMore(waiting))] : []),
    );
  }

  /** Gives the photos' memory back. */
  free(): void {
    for (const address of this.addresses.splice(0)) URL.revokeObjectURL(address);
  }

  private actions(waiting: Waiting, shown: readonly Entry[]): HTMLElement {
    const send = makeButton(WORDS.send, () => {
      waiting.release(shown.map(({ sample }) => sample.sample_id));
      this.dialog.close();
    });
    send.classList.add("primary");
    const none = makeButton(WORDS.sendNone, async () => {
      await waiting.withholdAll();
      await this.look(waiting);
      this.dialog.focusTitle();
    });
    return make("div", { className: "row" }, send, none);
  }

  private card(entry: Entry, waiting: Waiting): HTMLElement {
    const { sample } = entry;
    const item = make("li");
    const withhold = makeButton(
      WORDS.withhold,
      async () => {
        await waiting.withhold([sample.sample_id]);
        await this.look(waiting);
        this.dialog.focusTitle();
      },
      WORDS.withholdOne(timeWords(sample.captured_at)),
    );
    const told = sample.label === null ? "" : WORDS.labelled(wordsFor(sample.label));
    item.append(
      make("div", { className: "pictures" }, seenIn(entry), ...this.photoOf(entry)),
      make("p", {}, make("strong", { textContent: wordsFor(sample.predicted) }), told),
      make("p", { className: "hint", textContent: reasonWords(sample.reason) }),
      make("details", {}, make("summary", { textContent: WORDS.details }), makeTerms(fieldWords(sample))),
      withhold,
    );
    return item;
  }

  private photoOf({ frameImage }: Entry): readonly HTMLElement[] {
    if (frameImage === null) return [];
    const address = URL.createObjectURL(new Blob([new Uint8Array(frameImage)], { type: "image/jpeg" }));
    this.addresses.push(address);
    return [make("img", { src: address, alt: WORDS.photo })];
  }

  private async showMore(waiting: Waiting): Promise<void> {
    this.most += SHOWN_AT_ONCE;
    await this.look(waiting);
  }
}

/** What the network saw, drawn of the bytes that are sent. */
function seenIn(entry: Entry): HTMLCanvasElement {
  return entry.sample.network_input.kind === "points" ? handOf(entry) : silhouetteOf(entry);
}

function handOf({ networkInput }: Entry): HTMLCanvasElement {
  const points = decodePoints(networkInput);
  const ariaLabel = points === null ? WORDS.noHand : WORDS.points;
  const canvas = make("canvas", { width: DRAWN_SIDE, height: DRAWN_SIDE, role: "img", ariaLabel, className: "hand" });
  const context = canvas.getContext("2d", { alpha: false });
  if (context !== null && points !== null) drawBones(context, points, DRAWN_SIDE, BRUSH);
  return canvas;
}

/** The bytes of a silhouette, one a pixel. */
function silhouetteOf({ sample, networkInput }: Entry): HTMLCanvasElement {
  const { width, height } = sample.network_input;
  const canvas = make("canvas", { width, height, role: "img", ariaLabel: WORDS.silhouette });
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) return canvas;
  const image = context.createImageData(width, height);
  for (let i = 0; i < networkInput.length; i++) {
    const grey = networkInput[i] as number;
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
