/** Switches between cameras and files as a person chooses, drops or connects them. */

import type { Guide } from "../recognise/background/guide";
import type { GuideBox } from "../recognise/background/guide-box";
import type { Camera, FrameSource } from "../recognise/camera/camera";
import type { CameraChoice } from "../recognise/camera/camera-choice";
import type { RecognitionController } from "../recognise/controller";
import { wordsOf } from "../shared/errors";
import type { Way } from "../shared/messages";
import { NOT_LOADED } from "../ui/dialogs";
import { element } from "../ui/element";
import { FILES, FILM } from "../ui/words";
import { takeFiles } from "./handed-over";

export interface SourceParts {
  readonly page: Document;
  readonly camera: Pick<Camera, "stop" | "showsFile" | "cameBack">;
  readonly guideBox: Pick<GuideBox, "place">;
  readonly controller: Pick<RecognitionController, "startCamera" | "showFile" | "startOver" | "way">;
  readonly say: (words: string) => void;
}

export class Sources {
  private readonly back: HTMLElement;
  private readonly video: HTMLVideoElement;
  /** The person's own guide box while that of a file is shown. */
  private cameraGuide: Guide | null = null;
  private opened = 0;
  /** The file that is shown. */
  private file: File | null = null;

  constructor(private readonly parts: SourceParts) {
    const { page } = parts;
    this.back = element(page, "back-to-camera", HTMLElement);
    this.video = element(page, "video", HTMLVideoElement);
    element(page, "try-film", HTMLButtonElement).addEventListener("click", () => void this.openFilm());
    takeFiles(page, {
      take: (file, words) => void this.open(file, this.parts.controller.way, words),
      refuse: parts.say,
    });
  }

  /** Another camera was chosen. */
  async change(): Promise<void> {
    this.parts.camera.stop();
    this.parts.controller.startOver();
    await this.parts.controller.startCamera();
  }

  /** A camera runs: it has the list's mark, and the file's box goes. */
  async showRunning(choice: CameraChoice, id: string): Promise<void> {
    this.back.hidden = true;
    this.opened++;
    this.file = null;
    this.parts.page.body.toggleAttribute("data-file", false);
    this.placeGuide(null);
    await choice.show(id);
  }

  /** A camera was connected: the one that went away goes on, and where there was none, it starts. */
  connect(ids: readonly string[]): void {
    const state = this.parts.page.body.dataset.state;
    const isFirst = state === "no-camera" && ids.length === 1 && ids[0] !== "";
    if (this.parts.camera.cameBack(ids) || isFirst) void this.parts.controller.startCamera();
  }

  /** The file that is shown gives the frames of another way. */
  openAgain(way: Way): void {
    if (this.file !== null) void this.open(this.file, way);
    else this.parts.say(FILM.handOnly);
  }

  private async open(file: File, way: Way, words = ""): Promise<void> {
    const turn = ++this.opened;
    this.parts.say(FILES.opening(file.name));
    try {
      const { openFile } = await import("./open");
      this.show(await openFile(file, this.video, way), turn, file, `${words} ${FILES.kept[way]}`.trim());
    } catch (error) {
      if (turn === this.opened) this.parts.say(wordsOf(error));
    }
  }

  /** The page's own film, for those who have no camera. */
  private async openFilm(): Promise<void> {
    const turn = ++this.opened;
    try {
      const { openFilm } = await import("./film-source");
      this.show(await openFilm(this.video), turn, null, FILM.shown);
    } catch {
      if (turn === this.opened) this.parts.say(NOT_LOADED);
    }
  }

  private show(source: FrameSource, turn: number, file: File | null, words: string): void {
    if (turn !== this.opened) {
      source.close(); // another file was chosen meanwhile, or a camera started
      return;
    }
    this.placeGuide(source.guide);
    this.parts.controller.showFile(source);
    this.file = file;
    this.parts.page.body.toggleAttribute("data-file", true);
    this.back.hidden = false;
    this.parts.say(words);
  }

  /** Puts the box where a file wants it; the person's own comes back where it wants none (null). */
  private placeGuide(ofFile: Guide | null): void {
    const wanted = ofFile ?? this.cameraGuide;
    const before = wanted === null ? null : this.parts.guideBox.place(wanted);
    this.cameraGuide = ofFile === null ? null : (this.cameraGuide ?? before);
  }
}
