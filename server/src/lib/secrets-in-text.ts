/**
 * Shapes of what must never be kept in the clear: this server's tokens by their prefix, signed tokens, and 256 random bits
 * in base64url (codes, client secrets, verifiers). Each starts where no word is under way, so that a text is read once.
 */
const SHAPES: readonly [shape: RegExp, cut: string][] = [
  [/(?<![0-9A-Za-z])([a-z0-9]{2,12}_(?:test_)?)[0-9A-Za-z]{40,}/g, '$1…'],
  [/(?<![\w-])eyJ[\w-]+\.[\w.-]+/g, 'eyJ…'],
  [/(?<![\w-])[\w-]{43}(?![\w-])/g, '…'],
];

/** How often a segment may be percent-encoded and still be recognized. */
const DECODINGS = 3;

/** The text with everything cut that has the shape of a token, a code or a secret; the kind of a token remains. */
export function withoutSecrets(text: string): string {
  return SHAPES.reduce((rest, [shape, cut]) => rest.replaceAll(shape, cut), text);
}

/** The same for a path as it was sent: a segment that holds one after decoding is shown decoded, and cut. */
export function pathWithoutSecrets(path: string): string {
  return path.split('/').map(segmentWithoutSecrets).join('/');
}

/** The same for whatever can be written as JSON. */
export function valueWithoutSecrets<Value extends Record<string, unknown>>(value: Value): Value {
  const text = JSON.stringify(value);
  const cut = withoutSecrets(text);
  return cut === text ? value : (JSON.parse(cut) as Value);
}

function segmentWithoutSecrets(segment: string): string {
  for (const reading of readings(segment)) {
    const cut = withoutSecrets(reading);
    if (cut !== reading) return cut;
  }
  return segment;
}

/** The segment decoded as often as it can be, the most decoded reading first. */
function readings(segment: string): string[] {
  const found = [segment];
  for (let round = 0; round < DECODINGS && found[0]?.includes('%'); round++) {
    try {
      found.unshift(decodeURIComponent(found[0]));
    } catch {
      break;
    }
  }
  return found;
}
