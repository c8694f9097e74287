/** A colour as `#rrggbb`, in lower case. */
export type Hex = `#${string}`;

/** Text on its ground (WCAG 2.2, 1.4.3, level AA). */
export const READABLE = 4.5;

/** Returns the contrast ratio of two colours as WCAG 2.2 defines it: 1 to 21. */
export function contrast(one: Hex, other: Hex): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Returns a colour with `share` of another in it, 0 to 1. */
export function mixed(colour: Hex, other: Hex, share: number): Hex {
  const parts = channels(other);
  return hexOf(channels(colour).map((value, index) => value + ((parts[index] ?? 0) - value) * share));
}

/** Returns the colour itself if it can be read on every ground, or else the nearest that can on the way to `towards`. */
export function readable(colour: Hex, grounds: readonly Hex[], towards: Hex): Hex {
  for (let percent = 0; percent < 100; percent += 1) {
    const near = mixed(colour, towards, percent / 100);
    if (grounds.every((ground) => contrast(near, ground) >= READABLE)) return near;
  }
  return towards;
}

function channels(colour: Hex): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function hexOf(values: readonly number[]): Hex {
  return `#${values.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

function luminance(colour: Hex): number {
  const [red = 0, green = 0, blue = 0] = channels(colour)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
