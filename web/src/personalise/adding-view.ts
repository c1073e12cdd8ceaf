/** Asks whether gestures that somebody shared are to be added. */

import { drawnHand, pictureOf } from "../recognise/view/own-words";
import { make, makeButton } from "../ui/make";
import { OWN } from "../ui/words/own-gestures";
import { BadShare, packedIn, type SharedGesture, unpack } from "./exchange";
import { newId, type Outcome, whyNot } from "./own-store";
import type { OwnParent, OwnView } from "./own-view";

const NO_MODEL = OWN.loadingShared;
const ASK = OWN.sharedIntro;

/** Examples of each gesture that are drawn. */
const SHOWN = 5;

export class AddingView implements OwnView {
  readonly body = make("div", { className: "user-dialog" });

  /** What is shared is the fragment of a link, or a file's text. */
  constructor(
    private readonly parent: OwnParent,
    shared: { readonly fragment: string } | { readonly packed: string },
  ) {
    const { ofModel } = parent;
    try {
      if (ofModel === null) throw new BadShare(NO_MODEL);
      this.show(unpack("packed" in shared ? shared.packed : packedIn(shared.fragment), ofModel), ofModel.backbone);
    } catch (error) {
      if (!(error instanceof BadShare)) throw error;
      this.refuse(error.message);
    }
  }

  private show(gestures: readonly SharedGesture[], backbone: string): void {
    const lines = gestures.map(({ name, emoji, hands }) => {
      const picture = make("span", { className: "picture own" });
      picture.append(pictureOf(this.parent.page, { emoji, hand: hands[0] as Uint8Array }));
      const count = `${hands.length} ${hands.length === 1 ? "example" : "examples"}`;
      const words = make(
        "span",
        { className: "own-name" },
        make("strong", { textContent: name }),
        make("small", { textContent: count }),
      );
      const drawn = hands.slice(-SHOWN).map((hand) => make("li", {}, drawnHand(this.parent.page, hand)));
      return make("li", { className: "own-line" }, picture, words, make("ol", { className: "taken-hands" }, ...drawn));
    });
    const add = makeButton(
      gestures.length === 1 ? OWN.addOne : OWN.addAll(gestures.length),
      () => void this.add(gestures, backbone),
    );
    add.classList.add("primary");
    const title = gestures.length === 1 ? OWN.sharedOne : OWN.sharedMany;
    this.body.append(
      make("h3", { textContent: title }),
      make("p", { className: "hint", textContent: ASK }),
      make("ul", { className: "lines" }, ...lines),
      make(
        "div",
        { className: "row" },
        makeButton(OWN.dontAdd, () => void this.parent.list()),
        add,
      ),
    );
  }

  /** Adds what no other gesture claims; says of the rest why not. */
  private async add(gestures: readonly SharedGesture[], backbone: string): Promise<void> {
    const outcomes = await this.parent.change(async (store) => {
      const found: [string, Outcome][] = [];
      for (const { name, emoji, hands } of gestures) {
        found.push([name, await store.add({ id: newId(), name, emoji, paused: false }, hands, backbone)]);
      }
      return found;
    });
    if (outcomes === null) return;
    const names = (kept: boolean): string[] =>
      outcomes.filter(([, { kind }]) => (kind === "kept") === kept).map(([name]) => name);
    const [added, left] = [names(true), outcomes.filter(([, { kind }]) => kind !== "kept")];
    const words = added.length > 0 ? [`Added: ${added.join(", ")}.`] : [];
    await this.parent.list([...words, ...left.map(([name, outcome]) => OWN.notAdded(name, whyNot(outcome)))].join(" "));
  }

  private refuse(words: string): void {
    this.body.append(
      make("p", { className: "ask", textContent: words }),
      make(
        "div",
        { className: "row" },
        makeButton(OWN.toList, () => void this.parent.list()),
      ),
    );
  }
}
