/** What `<gesture-camera>` is made of; its parts and slots are for whoever embeds it to style and to fill. */

import { ELEMENT } from "./words";

const STYLE = `
  :host { display: block; position: relative; max-width: 640px; font: 1rem/1.4 system-ui, sans-serif; }
  :host([hidden]), [hidden] { display: none !important; }
  .stage { position: relative; background: #0b100e; min-height: 3rem; }
  .mirrored { transform: scaleX(-1); }
  video, ::slotted(video), ::slotted(canvas) { display: block; width: 100%; height: auto; }
  .hands { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
  button { font: inherit; padding: 0.5em 1em; margin: 0.5rem 0; min-height: 44px; cursor: pointer; }
  p { margin: 0.25rem 0; min-height: 1.4em; }
  .problem { color: #b3261e; color: light-dark(#b3261e, #ffb4ab); }
  .problem:empty { display: none; }
`;

export interface Shadow {
  readonly stage: HTMLElement;
  /** For a video or canvas that is to be watched in the camera's place. */
  readonly slot: HTMLSlotElement;
  readonly video: HTMLVideoElement;
  readonly canvas: HTMLCanvasElement;
  readonly start: HTMLElement;
  readonly status: HTMLElement;
  readonly problem: HTMLElement;
}

/** Makes the element's inside. A style sheet of its own passes a policy that forbids inline styles. */
export function makeShadow(host: HTMLElement): Shadow {
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const make = <K extends keyof HTMLElementTagNameMap>(tag: K, part: string): HTMLElementTagNameMap[K] => {
    const made = document.createElement(tag);
    made.className = part;
    made.setAttribute("part", part);
    return made;
  };
  const stage = make("div", "stage");
  const slot = document.createElement("slot");
  const video = Object.assign(make("video", "video"), { muted: true, playsInline: true });
  const canvas = make("canvas", "hands");
  canvas.setAttribute("aria-hidden", "true");
  const start = Object.assign(document.createElement("slot"), { name: "start" });
  start.append(Object.assign(make("button", "start"), { type: "button", textContent: ELEMENT.start }));
  const status = make("p", "status");
  status.setAttribute("role", "status");
  const problem = make("p", "problem");
  problem.setAttribute("role", "alert");
  slot.append(video);
  stage.append(slot, canvas);
  root.append(stage, start, status, problem);
  return { stage, slot, video, canvas, start, status, problem };
}

export function isPicture(element: Element): element is HTMLVideoElement | HTMLCanvasElement {
  return element instanceof HTMLVideoElement || element instanceof HTMLCanvasElement;
}
