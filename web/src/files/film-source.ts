/** The film in a camera's place: for those who have none, or want to see first. */

import { Film } from "../film/film";
import type { FrameSource } from "../recognise/camera/camera";
import { repeated } from "./picture";

/** Opens it for the page's video element. Throws a DOMException where it cannot be fetched. */
export async function openFilm(video: HTMLVideoElement): Promise<FrameSource> {
  const film = await Film.open();
  const canvas = Object.assign(document.createElement("canvas"), film.size);
  const context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
  const begun = performance.now();
  const show = (): void => film.draw(context, film.at(performance.now() - begun).frame);
  show();
  const { play, close } = repeated(canvas, video);
  return {
    way: "hand",
    size: film.size,
    guide: null,
    still: null,
    takePicture: () => createImageBitmap(canvas),
    play: (onFrame) =>
      play(() => {
        show();
        onFrame();
      }),
    close,
  };
}
