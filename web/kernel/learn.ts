/** The empty guide box: frames at the working size in; mean and 1/variance of each value out. */

import {
  frame,
  framePlane,
  learnFrames,
  mean,
  noiseFloor,
  noiseShare,
  numberPlane,
  pixels,
  squares,
  sums,
  wasBackground,
  weight,
} from "./memory";

const LEVEL: i64 = 256; // means are kept in 256ths of a grey level
const WEIGHT_ONE: i64 = 1 << 20;

let seen: i32 = 0;

/** Forgets the background. */
export function forget(): void {
  seen = 0;
  memory.fill(sums, 0, 3 * numberPlane);
  memory.fill(squares, 0, 6 * numberPlane);
}

/** Takes the frame, and says how many were taken; with the last one the background is there. */
export function take(): i32 {
  for (let channel: usize = 0; channel < 3; channel++) {
    for (let i: usize = 0; i < <usize>pixels; i++) {
      const value: u32 = load<u8>(frame + channel * framePlane + i);
      const sum = sums + channel * numberPlane + 4 * i;
      const square = squares + 2 * channel * numberPlane + 8 * i;
      store<u32>(sum, load<u32>(sum) + value);
      store<u64>(square, load<u64>(square) + value * value);
    }
  }
  if (++seen === learnFrames) finish();
  return seen;
}

function finish(): void {
  const n: i64 = seen;
  for (let channel: usize = 0; channel < 3; channel++) {
    for (let i: usize = 0; i < <usize>pixels; i++) {
      const at = channel * numberPlane + 4 * i;
      const sum: i64 = load<u32>(sums + at);
      const middle = (sum * LEVEL + n / 2) / n;
      const variance = ((n * load<i64>(squares + 2 * at) - sum * sum) * LEVEL) / (n * n);
      const floor = noiseFloor + (middle * noiseShare) / 1024;
      store<i32>(mean + at, <i32>middle);
      store<i32>(weight + at, <i32>max(WEIGHT_ONE / max(variance + (floor * floor) / LEVEL, 1), 1));
    }
  }
  memory.fill(wasBackground, 255, pixels);
}
