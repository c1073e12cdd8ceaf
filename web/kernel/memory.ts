/**
 * The newest frame, and what the silhouette stage keeps: the manifest's parameters and the addresses of its arrays.
 *
 * Arrays of all pixels are flat, row after row, and those of a frame have a plane for each channel. Vectors read and
 * write up to 15 bytes past the last pixel, and up to 4 before the first, so each array has that room around it.
 */

const ROOM: usize = 64;

export let width: i32 = 0;
export let height: i32 = 0;
export let pixels: i32 = 0;
export let learnFrames: i32 = 0;
export let noiseFloor: i64 = 0;
export let noiseShare: i64 = 0;
export let threshold: i32 = 0;
export let speckArea: i32 = 0;
export let holeArea: i32 = 0;
export let followShift: i32 = 0;

/** The newest frame's RGBA: what silhouettes are made of, and what squares are cropped from. */
export let rgba: usize = 0;
/** The frame at the working size: a byte a value, in planes. */
export let frame: usize = 0;
export let framePlane: usize = 0;
/** The background: mean (in 256ths) and 1/variance of each value, 32 bits, in planes; before that, what they are made of. */
export let mean: usize = 0;
export let weight: usize = 0;
export let numberPlane: usize = 0;
export let sums: usize = 0;
export let squares: usize = 0;
/** Squared deviations over variance, 32 bits a pixel. */
export let score: usize = 0;
/** 0 or 255 a pixel: over the threshold; without the rim; without specks and holes; nowhere near any of it. */
export let changed: usize = 0;
export let raw: usize = 0;
export let clean: usize = 0;
export let wasBackground: usize = 0;
/** One row each, 32 bits a pixel. */
export let rowSum: usize = 0;
export let rowLeast: usize = 0;
export let rowMost: usize = 0;

/** Takes the parameters and makes the arrays; to be called once. Traps where there is no memory for them. */
export function prepare(
  workingWidth: i32,
  workingHeight: i32,
  frames: i32,
  floor: i32,
  share: i32,
  least: i32,
  speck: i32,
  hole: i32,
  shift: i32,
): void {
  width = workingWidth;
  height = workingHeight;
  pixels = width * height;
  learnFrames = frames;
  noiseFloor = floor;
  noiseShare = share;
  threshold = least;
  speckArea = speck;
  holeArea = hole;
  followShift = shift;
  framePlane = (<usize>pixels + ROOM) & ~15;
  numberPlane = 4 * framePlane;
  frame = array(3 * framePlane);
  mean = array(3 * numberPlane);
  weight = array(3 * numberPlane);
  sums = array(3 * numberPlane);
  squares = array(6 * numberPlane);
  score = array(4 * <usize>pixels);
  changed = array(pixels);
  raw = array(pixels);
  clean = array(pixels);
  wasBackground = array(pixels);
  rowSum = array(4 * <usize>width);
  rowLeast = array(4 * <usize>width);
  rowMost = array(4 * <usize>width);
}

/** Makes room for the RGBA of so many pixels and gives its address. Traps where there is no memory for it. */
export function makePixels(count: usize): usize {
  rgba = grown(rgba, 4 * count);
  return rgba;
}

/** The block (0: none yet) with room for so many bytes and some behind, perhaps elsewhere. Traps where there is none. */
export function grown(block: usize, bytes: usize): usize {
  return block === 0 ? heap.alloc(bytes + ROOM) : heap.realloc(block, bytes + ROOM);
}

/** An array of so many bytes, with room before and behind; WebAssembly's memory is zero at first. */
export function array(bytes: usize): usize {
  return heap.alloc(bytes + 2 * ROOM) + ROOM;
}
