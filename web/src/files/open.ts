/** Opens a file that a person chose as a source of frames; refuses in plain words what cannot be shown. */

import type { FrameSource } from "../recognise/camera/camera";
import type { Way } from "../shared/messages";
import { OPENED } from "../ui/words/opened";
import { openPicture, openWholePicture } from "./picture";
import { openVideo } from "./video";

const MEGABYTE = 2 ** 20;
const LARGEST_PICTURE = 50 * MEGABYTE;
const LARGEST_VIDEO = 2048 * MEGABYTE;
/** What an ISO media file of Apple's or of the HEIF family names itself, at its byte 8. */
const HEIF = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"];

/** Opens a file for the page's video element and for a way. Throws an Error whose message says what to do. */
export async function openFile(file: File, video: HTMLVideoElement, way: Way): Promise<FrameSource> {
  if (file.size === 0) throw new Error(`${file.name} is empty. Choose another picture or video.`);
  if (file.type.startsWith("video/")) {
    refuseLarger(file, LARGEST_VIDEO);
    return openVideo(file, video, way);
  }
  refuseLarger(file, LARGEST_PICTURE);
  const decoded = await decode(file);
  return way === "hand" ? openWholePicture(decoded, video) : openPicture(decoded, video);
}

async function decode(file: File): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch (error) {
    throw new Error(await whyNot(file), { cause: error });
  }
}

async function whyNot(file: File): Promise<string> {
  const name = new TextDecoder("latin1").decode(await file.slice(8, 12).arrayBuffer());
  if (HEIF.includes(name)) {
    return OPENED.heic(file.name);
  }
  if (!file.type.startsWith("image/")) return OPENED.noFile(file.name);
  return OPENED.broken(file.name);
}

function refuseLarger(file: File, most: number): void {
  if (file.size <= most) return;
  const size = (file.size / MEGABYTE).toFixed(0);
  throw new Error(
    `${file.name} has ${size} MB, more than the ${most / MEGABYTE} MB that can be shown. Choose a smaller one.`,
  );
}
