/** A camera's frames from integer arithmetic alone; twin of silhouette_sequence.py, which says more. */

/** hash(x) of a 32-bit state without losing bits: JavaScript's numbers hold 53 of them. */
function scramble(state: number): number {
  return (Math.imul(state, 1664525) + 1013904223) >>> 0;
}

/** RGBA of frame `number` of a sequence of width × height frames. */
export function frame(width: number, height: number, number: number, hand: boolean): Uint8ClampedArray {
  const result = new Uint8ClampedArray(width * height * 4).fill(255);
  const left = ((number * 5) % width) - 8;
  const top = (number * 3) % height;
  const side = Math.floor((width * 2) / 5);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const inside = x >= left && x < left + side && y >= top && y < top + side;
      for (let channel = 0; channel < 3; channel++) {
        const checker = (Math.floor(x / 16) + Math.floor(y / 16)) % 2;
        let value = 60 + ((x * (3 + channel) + y * 2) % 120) + 20 * checker;
        if (hand) {
          const halfWay = left + Math.floor(side / 2);
          if (inside) value = (x < halfWay ? 200 - 50 * channel : value + 8) + (x % 9);
          value = Math.floor((value * (256 + number * (channel - 1))) / 256);
          const block = (Math.floor(x / 4) * 73856093 + Math.floor(y / 4) * 19349663 + number * 83492791) % 4294967296;
          if (Math.floor(scramble(block) / 65536) % 50 === 0) value = 255 - value;
        }
        const state = scramble((x * 73856093 + y * 19349663 + (number * 3 + channel) * 83492791) % 4294967296);
        result[i + channel] = value + (Math.floor(state / 65536) % 7) - 3;
      }
    }
  }
  return result;
}
