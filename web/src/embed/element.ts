/** `<gesture-camera>`: the camera's picture, or a video or canvas put into it, with the hands drawn and named. */

import { Camera } from "../recognise/camera/camera";
import type { GestureDetail } from "../recognise/gesture-event";
import { wordsOf } from "../shared/errors";
import { wordsFor } from "../shared/gestures";
import { GestureCamera } from "./gesture-camera";
import { drawHands } from "./hands-canvas";
import { ATTRIBUTES, type Options, readAttributes } from "./options";
import { isPicture, makeShadow, type Shadow } from "./shadow";
import type { ChangeDetail, ProblemDetail } from "./watching";
import { ELEMENT } from "./words";

/** Where there is no document, the package can be imported all the same. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

export class GestureCameraElement extends Base {
  static readonly observedAttributes: readonly string[] = ["autostart", ...ATTRIBUTES];

  private readonly shadow: Shadow;
  private camera: Camera | null = null;
  private hands: GestureCamera | null = null;
  private shareView: HTMLElement | null = null;
  /** The picture that was put into the element when it was started last. */
  private shown: Element | null = null;
  /** Counts starts and stops: what was asked for before the last one comes to nothing. */
  private turn = 0;

  constructor() {
    super();
    this.shadow = makeShadow(this);
    this.shadow.start.addEventListener("click", () => void this.start());
    this.shadow.slot.addEventListener("slotchange", () => {
      if (this.isConnected && this.given !== this.shown) void this.start();
    });
    for (const kind of ["gesture", "gesturechange", "problem"]) {
      this.addEventListener(kind, (event) => this.show(event as CustomEvent));
    }
  }

  connectedCallback(): void {
    this.dress();
    if (this.hasAttribute("autostart") || this.given !== null) void this.start();
  }

  disconnectedCallback(): void {
    this.stop();
  }

  attributeChangedCallback(): void {
    this.dress();
    this.restart();
  }

  /**
   * Loads the recogniser and watches what was put into the element, or else the camera, which the browser may ask the
   * person for. What is wrong is a `problem` event, and is said in the element.
   */
  async start(): Promise<void> {
    const turn = this.stop();
    const { start, status, video } = this.shadow;
    const { given } = this;
    this.shown = given;
    start.hidden = true;
    status.textContent = ELEMENT.loading;
    try {
      const hands = await GestureCamera.create({ mirror: this.isMirrored, ...this.attributeOptions() });
      if (turn !== this.turn) return hands.dispose();
      this.hands = hands;
      this.shareView = hands.makeShareView();
      if (this.shareView !== null) this.shadow.problem.after(this.shareView);
      if (given === null) await this.openCamera(video);
      if (turn !== this.turn) return;
      status.textContent = "";
      hands.watch(given ?? video);
    } catch (error) {
      if (turn !== this.turn) return;
      this.tell(wordsOf(error), true);
    }
  }

  /** Stops the camera and frees everything. Gives the number of this turn. */
  stop(): number {
    const { start, status, canvas } = this.shadow;
    this.hands?.dispose();
    this.camera?.stop();
    this.shareView?.remove();
    [this.hands, this.camera, this.shareView] = [null, null, null];
    start.hidden = this.given !== null;
    status.textContent = "";
    drawHands(canvas, [], { width: 0, height: 0 });
    return ++this.turn;
  }

  private restart(): void {
    if (this.isConnected && this.hands !== null) void this.start();
  }

  private async openCamera(video: HTMLVideoElement): Promise<void> {
    this.camera = new Camera(video, {
      chosenId: () => null,
      onFrame: () => undefined,
      onRunning: () => undefined,
      onPicture: () => undefined,
      onInterrupted: () => undefined,
      onLost: () => this.tell(ELEMENT.lost, false),
      onReturned: () => void this.start(),
    });
    await this.camera.start();
  }

  /** What was put into the element to be watched. */
  private get given(): HTMLVideoElement | HTMLCanvasElement | null {
    const [first] = this.shadow.slot.assignedElements().filter(isPicture);
    return first ?? null;
  }

  /** The camera's picture is a mirror, unless that is set otherwise; what was put into the element is none. */
  private get isMirrored(): boolean {
    return this.attributeOptions(() => undefined).mirror ?? this.given === null;
  }

  private attributeOptions(warn = (message: string): void => console.warn(`gesture-camera: ${message}`)): Options {
    return readAttributes(this, "", warn);
  }

  private dress(): void {
    this.shadow.stage.classList.toggle("mirrored", this.isMirrored);
  }

  private show(event: CustomEvent): void {
    if (event.type === "gesture") this.draw(event.detail as GestureDetail);
    else if (event.type === "problem") this.shadow.problem.textContent = (event.detail as ProblemDetail).message;
    else this.shadow.status.textContent = wordsFor((event.detail as ChangeDetail).gesture);
  }

  private draw({ hands }: GestureDetail): void {
    const picture = this.given ?? this.shadow.video;
    const isVideo = picture instanceof HTMLVideoElement;
    const size = isVideo ? { width: picture.videoWidth, height: picture.videoHeight } : picture;
    this.shadow.problem.textContent = "";
    drawHands(this.shadow.canvas, hands, size);
  }

  private tell(message: string, isOver: boolean): void {
    console.error(`gesture-camera: ${message}`);
    if (isOver) this.stop();
    this.dispatchEvent(new CustomEvent<ProblemDetail>("problem", { detail: { message, isOver } }));
  }
}

/** Makes `<gesture-camera>` known to the page, once. */
export function defineElement(): void {
  if (typeof customElements === "undefined") return;
  if (customElements.get("gesture-camera") === undefined) customElements.define("gesture-camera", GestureCameraElement);
  else console.warn(`gesture-camera: ${ELEMENT.taken}`);
}
