/** What the terminal's sixteen colours are when nobody has changed them, to measure others against. */
const reference: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [205, 49, 49],
  [13, 188, 121],
  [229, 229, 16],
  [36, 114, 200],
  [188, 63, 188],
  [17, 168, 205],
  [229, 229, 229],
  [102, 102, 102],
  [241, 76, 76],
  [35, 209, 139],
  [245, 245, 67],
  [59, 142, 234],
  [214, 112, 214],
  [41, 184, 219],
  [255, 255, 255],
];

/** The one of the theme's sixteen that is nearest: the panel has no colours of its own. */
export function nearestColour(red: number, green: number, blue: number): number {
  const distances = reference.map(
    ([r, g, b]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2,
  );
  return distances.indexOf(Math.min(...distances));
}

const levels = [0, 95, 135, 175, 215, 255];

/** Of the 256: the sixteen themselves, a cube of colours, and greys. */
export function paletteColour(index: number): number {
  if (index < 16) return index;
  if (index > 231) {
    const grey = 8 + (index - 232) * 10;
    return nearestColour(grey, grey, grey);
  }
  const at = (step: number): number => levels[Math.floor((index - 16) / step) % 6] ?? 0;
  return nearestColour(at(36), at(6), at(1));
}
