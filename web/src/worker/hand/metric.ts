/** How far apart two hands are (training/head/metric.py): what own gestures are told apart by. */

import { exactly, finite, ShapeError, text } from "../../shared/strict";
import { floats } from "../network/floats";

const FIELDS = ["kernel", "scales", "poses", "pose_step"] as const;

export class Metric {
  private constructor(
    /** Numbers of eight bits, inputs × dimensions, row by row; each column times its scale is the map. */
    private readonly kernel: Int8Array,
    private readonly scales: Float32Array,
    /** Where poses are that people show. */
    readonly poses: readonly Float32Array[],
  ) {}

  /** Reads what head.json holds of it, for a head that is shown so many `inputs`. Throws ShapeError. */
  static parse(value: unknown, path: string, inputs: number): Metric {
    const fields = exactly(value, path, FIELDS);
    const dimensions = Math.floor((text(fields.scales, `${path}.scales`).length * 3) / 16);
    const scales = floats(fields.scales, `${path}.scales`, dimensions);
    const kernel = bytes(fields.kernel, `${path}.kernel`, dimensions);
    if (kernel.length !== inputs * dimensions) throw new ShapeError(`${path}.kernel`, `${inputs} rows of numbers`);
    const poses = bytes(fields.poses, `${path}.poses`, dimensions);
    const step = finite(fields.pose_step, `${path}.pose_step`, 0, Number.MAX_VALUE);
    const rows = Array.from({ length: poses.length / dimensions }, (_, i) =>
      Float32Array.from(poses.subarray(i * dimensions, (i + 1) * dimensions), (each) => each * step),
    );
    return new Metric(kernel, scales, rows);
  }

  /** Where a hand is: hands whose places are near one another show the same. */
  place(inputs: Float32Array): Float32Array {
    const { length } = this.scales;
    const place = new Float32Array(length);
    for (let i = 0, at = 0; i < inputs.length; i++) {
      const value = inputs[i] as number;
      for (let j = 0; j < length; j++, at++) place[j] = (place[j] as number) + value * (this.kernel[at] as number);
    }
    return place.map((each, i) => each * (this.scales[i] as number));
  }
}

/** Rows of as many numbers of eight bits, in base64. Throws ShapeError. */
function bytes(value: unknown, path: string, dimensions: number): Int8Array {
  const letters = text(value, path);
  try {
    const numbers = Int8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
    if (numbers.length > 0 && numbers.length % dimensions === 0) return numbers;
  } catch {
    // said below
  }
  throw new ShapeError(path, `rows of ${dimensions} numbers of eight bits in base64`);
}
