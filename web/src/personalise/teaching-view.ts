/** Teaches one gesture: its name and picture, then three seconds in which the page shows what it takes. */

import { drawBones } from "../recognise/view/bones";
import { drawnHand } from "../recognise/view/own-words";
import { isLabel, WORDS } from "../shared/gestures";
import type { HandsAnswer, Named, OwnId } from "../shared/messages";
import { make, makeButton } from "../ui/make";
import { OWN } from "../ui/words/own-gestures";
import { cleanEmoji, cleanName, LONGEST_NAME } from "./own-names";
import { newId, type OwnGesture, whyNot, withOwnStore } from "./own-store";
import type { OwnParent, OwnView } from "./own-view";
import { EXAMPLES, Taking } from "./taking";

/** From the button to the first example: time to bring the hand into the picture. */
const READY_MS = 2_000;
const EMOJI = ["🤘", "🤙", "🤟", "🖖", "🤞", "☝️", "👇", "👈", "👉", "👎", "🤏", "🫰", "🫶", "🙏", "🐶", "⭐"];
const BRUSH = { line: "#7bd8c7", joint: "#ffffff", edge: "rgb(11 16 14 / 60%)", width: 6 };
const HINT = OWN.howToTeach;

export class TeachingView implements OwnView {
  readonly body = make("div", { className: "user-dialog teaching" });
  private readonly id: OwnId;
  private readonly name = make("input", {
    name: "own-name",
    maxLength: LONGEST_NAME,
    required: true,
    autocomplete: "off",
  });
  private readonly video = make("video", { muted: true, autoplay: true, playsInline: true, ariaLabel: OWN.camera });
  private readonly bones = make("canvas", { ariaHidden: "true" });
  private readonly stage = make("div", { className: "teaching-stage" }, this.video, this.bones);
  /** Answered before the start: then there is room for what is taken. */
  private readonly questions = make("div", { className: "teaching-questions" });
  private readonly now = make("p", { className: "teaching-now", role: "status" });
  private readonly bar = make("progress", { max: EXAMPLES, value: 0, ariaLabel: OWN.taken });
  private readonly taken = make("ol", { className: "taken-hands", ariaLabel: OWN.takenPictures });
  private readonly warning = make("p", { className: "ask", hidden: true });
  private readonly start = make("button", { className: "primary", textContent: "Start" });
  private readonly keep = makeButton(OWN.keep, () => void this.keepTaken());
  private readonly form: HTMLFormElement;
  private taking: Taking | null = null;
  private readonly known = new Map<OwnId, string>();

  /** `gesture` is one that is shown again; null: a new one. */
  constructor(
    private readonly parent: OwnParent,
    private readonly gesture: OwnGesture | null,
  ) {
    this.id = gesture?.id ?? newId();
    this.keep.classList.add("primary");
    this.keep.hidden = true;
    const back = makeButton(OWN.back, () => void parent.list());
    this.questions.append(...(gesture === null ? this.asked() : []));
    const actions = make("div", { className: "row" }, back, this.start, this.keep);
    const side = make("div", {}, this.questions, this.now, this.bar, this.taken, this.warning, actions);
    this.form = make("form", { className: "teaching-live" }, this.stage, side);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.begin();
    });
    const title = gesture === null ? OWN.teach : `Teach ${gesture.name} again`;
    this.bar.hidden = true;
    this.body.append(
      make("h3", { textContent: title }),
      make("p", { className: "hint", textContent: HINT }),
      this.form,
    );
    this.video.srcObject = this.cameraOfPage();
  }

  /** Shows the hand of an answer, and takes it where it is time. */
  see(answer: HandsAnswer): void {
    this.draw(answer);
    const { taking } = this;
    if (taking === null || taking.isWhole) return;
    const look = taking.look(answer.hands, performance.now());
    if (look.kind === "no-hand") this.tell(OWN.noHand);
    if (look.kind === "claimed") this.tell(OWN.anotherOwn(this.wordsOf(look.by)));
    if (look.kind !== "taken") return;
    this.taken.append(make("li", {}, drawnHand(this.parent.page, look.hand)));
    this.bar.value = taking.hands.length;
    this.tell(look.isStill ? OWN.turn : OWN.hold);
    this.warn(taking);
    if (taking.isWhole) this.end();
  }

  leave(): void {
    this.taking = null;
    this.video.srcObject = null;
  }

  private asked(): HTMLElement[] {
    const choice = (value: string, words: string): HTMLElement => {
      const radio = make("input", { type: "radio", name: "own-emoji", value, checked: value === "", ariaLabel: words });
      return make(
        "label",
        { className: "emoji" },
        radio,
        make("span", { className: "face", textContent: value || "Drawing" }),
      );
    };
    const emoji = EMOJI.map((each) => choice(each, `Picture ${each}`));
    const legend = make("legend", { textContent: "Picture" });
    return [
      make("label", {}, "Name", this.name),
      make("fieldset", { className: "emojis" }, legend, choice("", OWN.drawing), ...emoji),
    ];
  }

  private begin(): void {
    const problem = this.whyNotNow();
    if (problem !== null) {
      this.tell(problem);
      return;
    }
    this.taken.replaceChildren();
    this.bar.value = 0;
    this.bar.hidden = false;
    this.questions.hidden = true;
    this.warning.hidden = true;
    this.keep.hidden = true;
    this.start.textContent = OWN.startAgain;
    this.taking = new Taking(this.id, this.parent.own.names, performance.now() + READY_MS);
    this.stage.scrollIntoView?.({ block: "nearest" });
    this.tell(OWN.getReady);
  }

  /** Why nothing can be taken now; null: it can. */
  private whyNotNow(): string | null {
    const { state, way } = this.parent.page.body.dataset;
    if (this.gesture === null && cleanName(this.name.value) === "") return OWN.unnamed;
    if (this.parent.ofModel === null || state === "loading") return OWN.loading;
    if (way !== "hand") return OWN.needsHandMode;
    if (state === "paused") return OWN.paused;
    this.video.srcObject ??= this.cameraOfPage();
    if (this.video.srcObject === null) return OWN.noCamera;
    return null;
  }

  private cameraOfPage(): MediaProvider | null {
    return this.parent.page.querySelector<HTMLVideoElement>("#video")?.srcObject ?? null;
  }

  private warn({ looksLike }: Taking): void {
    this.warning.hidden = looksLike === null;
    if (looksLike === null) return;
    const words = OWN.looksLike(this.wordsOf(looksLike));
    this.warning.textContent = OWN.better(words);
  }

  private end(): void {
    this.tell(OWN.enough);
    this.start.classList.remove("primary");
    this.keep.hidden = false;
    this.keep.focus();
  }

  private async keepTaken(): Promise<void> {
    const { gesture, id, parent, taking } = this;
    const { ofModel } = parent;
    if (taking === null || ofModel === null) return;
    const name = gesture?.name ?? cleanName(this.name.value);
    const emoji = cleanEmoji(this.form.querySelector<HTMLInputElement>("[name=own-emoji]:checked")?.value || null);
    const { backbone } = ofModel;
    const outcome = await parent.change((store) =>
      gesture === null
        ? store.add({ id, name, emoji, paused: false }, taking.hands, backbone)
        : store.teach(id, taking.hands, backbone),
    );
    if (outcome === null) return; // it was said why, and what was taken is still here
    const problem = whyNot(outcome);
    if (outcome.kind === "kept") await parent.list(OWN.learned(name, problem ?? OWN.showIt));
    else this.tell(problem ?? "");
  }

  private wordsOf(named: Named): string {
    if (isLabel(named)) return WORDS[named];
    return this.known.get(named) ?? "another gesture";
  }

  async refresh(): Promise<void> {
    const { gestures } = await withOwnStore((store) => store.read());
    for (const { id, name } of gestures) this.known.set(id, name);
  }

  private draw({ hands, width, height }: HandsAnswer): void {
    Object.assign(this.bones, { width, height });
    const context = this.bones.getContext("2d");
    const [hand] = hands;
    if (context !== null && hand !== undefined) drawBones(context, hand.points, 1, BRUSH);
  }

  private tell(words: string): void {
    if (this.now.textContent !== words) this.now.textContent = words;
  }
}
