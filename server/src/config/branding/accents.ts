import type { Branding } from '../schema/branding.ts';
import { contrast, type Hex, mixed, READABLE, readable } from './contrast.ts';

/** The colours of one scheme that follow from its accent. */
export interface Accents {
  /** Links, and the ground of the main button. */
  accent: Hex;
  /** The same under the pointer, and text on `soft`. */
  strong: Hex;
  soft: Hex;
  /** Text on `accent`. */
  on: Hex;
}

interface Scheme {
  /** The grounds on which the pages have text in the accent's colour, as `pages/look/colours.css` has them. */
  grounds: readonly [card: Hex, page: Hex];
  /** The way to more contrast. */
  towards: Hex;
}

export const SCHEMES: Readonly<Record<'light' | 'dark', Scheme>> = {
  light: { grounds: ['#ffffff', '#f3f4f8'], towards: '#000000' },
  dark: { grounds: ['#171b25', '#0e1118'], towards: '#ffffff' },
};

const ON = ['#ffffff', '#0d1330'] as const;

/** Returns the colours of both schemes, or `null` where the API has no accent of its own. */
export function accentsOf({ accent }: Branding): Record<'light' | 'dark', Accents> | null {
  if (accent === undefined) return null;
  const { light, dark } = typeof accent === 'string' ? { light: accent, dark: undefined } : accent;
  return {
    light: around(light, SCHEMES.light),
    // On a dark ground a company's colour is seldom readable, so one that was not given is the nearest that is.
    dark: around(dark ?? readable(light, SCHEMES.dark.grounds, SCHEMES.dark.towards), SCHEMES.dark),
  };
}

/** Returns what cannot be read of an accent, in sentences that begin with the field. */
export function accentProblems({ accent }: Branding): string[] {
  if (accent === undefined) return [];
  const given =
    typeof accent === 'string'
      ? [{ field: 'accent', colour: accent, scheme: 'light' as const }]
      : (['light', 'dark'] as const).map((scheme) => ({
          field: `accent.${scheme}`,
          colour: accent[scheme],
          scheme,
        }));
  return given.flatMap(({ field, colour, scheme }) => {
    const { grounds, towards } = SCHEMES[scheme];
    const [worst = grounds[0]] = grounds.toSorted((a, b) => contrast(colour, a) - contrast(colour, b));
    const ratio = contrast(colour, worst);
    if (ratio >= READABLE) return [];
    const near = readable(colour, grounds, towards);
    return [
      `branding.${field}: ${colour} on the ${scheme} ground ${worst} has a contrast of ${floored(ratio)}, and text needs ${READABLE} (WCAG 2.2, 1.4.3); the nearest colour that can be read is ${near}`,
    ];
  });
}

function around(accent: Hex, { grounds: [card], towards }: Scheme): Accents {
  const [white, ink] = ON;
  const on = contrast(white, accent) >= contrast(ink, accent) ? white : ink;
  const soft = mixed(card, accent, 0.12);
  return { accent, soft, on, strong: readable(mixed(accent, towards, 0.18), [soft, card], towards) };
}

/** Two digits, never rounded up to a ratio that would do. */
function floored(ratio: number): string {
  return (Math.floor(ratio * 100) / 100).toFixed(2);
}
