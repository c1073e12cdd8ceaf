/** How far apart two hands are (training/head/metric.py): what own gestures are told apart by. */

import { exactly, ShapeError, text } from "../../shared/strict";
import { floats } from "../network/floats";

export class Metric {
  private constructor(
    /** Numbers of eight bits, inputs × dimensions, row by row; each column times its scale is the map. */
    private readonly kernel: Int8Array,
    private readonly scales: Float32Array,
  ) {}

  /** Reads what head.json holds of it, for a head that is shown so many `inputs`. Throws ShapeError. */
  static parse(value: unknown, path: string, inputs: number): Metric {
    const fields = exactly(value, path, ["kernel", "scales"]);
    const dimensions = Math.floor((text(fields.scales, `${path}.scales`).length * 3) / 16);
    const scales = floats(fields.scales, `${path}.scales`, dimensions);
    const letters = text(fields.kernel, `${path}.kernel`);
    try {
      const kernel = Int8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
      if (dimensions > 0 && kernel.length === inputs * dimensions) return new Metric(kernel, scales);
    } catch {
      // said below
    }
    throw new ShapeError(`${path}.kernel`, `${inputs} × ${dimensions} numbers of eight bits in base64`);
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
