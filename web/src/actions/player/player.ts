/** Music or a film of the person's own, which gestures and the system's media keys can play. */

import "./player.css";
import { element } from "../../ui/element";
import { make, makeButton } from "../../ui/make";
import type { MediaAct } from "../bindings";
import type { Player } from "../perform";
import { DOING, PLAYER } from "../words";

/** How much louder or quieter at a time, 0 … 1. */
const STEP = 0.1;

export class FilePlayer implements Player {
  private readonly media = make("video", { controls: true, playsInline: true });
  private readonly root: HTMLElement;
  private readonly address: string;

  /** Throws nothing: whether the file can be played is known once it is `ready`. */
  constructor(
    private readonly file: File,
    onClose: () => void,
  ) {
    this.address = URL.createObjectURL(file);
    this.media.src = this.address;
    this.media.setAttribute("aria-label", file.name);
    const close = makeButton(PLAYER.close, () => {
      this.close();
      onClose();
    });
    const head = make("div", { className: "player-head" }, make("h2", { textContent: file.name }), close);
    this.root = make("section", { className: "player" }, head, this.media);
    this.root.setAttribute("aria-label", PLAYER.title);
  }

  /** Waits until it can be played. Throws an Error whose message says what to do. */
  async ready(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.media.addEventListener("loadedmetadata", () => resolve(), { once: true });
      this.media.addEventListener("error", () => reject(new Error(PLAYER.broken(this.file.name))), { once: true });
    });
    this.root.classList.toggle("sound-only", this.media.videoWidth === 0);
  }

  /** Puts it on the page, in place of another one. */
  show(page: Document): void {
    element(page, "actions-place", HTMLElement).replaceChildren(this.root);
    if ("mediaSession" in navigator) navigator.mediaSession.metadata = new MediaMetadata({ title: this.file.name });
  }

  async do(act: MediaAct): Promise<string> {
    const { media } = this;
    if (act === "louder" || act === "quieter") {
      media.volume = Math.min(Math.max(media.volume + (act === "louder" ? STEP : -STEP), 0), 1);
      return DOING.volume(media.volume);
    }
    if (act === "pause" || (act === "toggle" && !media.paused)) {
      media.pause();
      return DOING.paused;
    }
    try {
      await media.play();
    } catch (error) {
      throw new Error(DOING.notPlayed, { cause: error });
    }
    return DOING.playing;
  }

  close(): void {
    this.media.pause();
    if (this.root.isConnected && "mediaSession" in navigator) navigator.mediaSession.metadata = null;
    this.root.remove();
    URL.revokeObjectURL(this.address);
  }
}
