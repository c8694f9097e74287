/**
 * The shapes of secrets that must never be logged: webhook secrets, this server's tokens by their prefix, signed tokens, and
 * 256 random bits in base64url (codes, client secrets, verifiers). Each shape starts at a word boundary, so
 * that a text is scanned once.
 */
const SHAPES: readonly [shape: RegExp, cut: string][] = [
  [/(?<![0-9A-Za-z])whsec_[0-9A-Za-z+/]{24,}={0,2}/g, 'whsec_…'],
  [/(?<![0-9A-Za-z])([a-z0-9]{2,12}_(?:test_)?)[0-9A-Za-z]{40,}/g, '$1…'],
  [/(?<![\w-])eyJ[\w-]+\.[\w.-]+/g, 'eyJ…'],
  [/(?<![\w-])[\w-]{43}(?![\w-])/g, '…'],
];

/** Matches wherever one of the shapes does, and in few other texts: most are scanned once. */
const ANY = /eyJ|[\w+/-]{30}/;

/** The number of percent-encoding layers that are removed to recognize a secret in a path segment. */
const DECODINGS = 3;

/**
 * Returns the text with everything removed that has the shape of a token, a code or a secret. The prefix of a
 * token remains.
 */
export function withoutSecrets(text: string): string {
  if (!ANY.test(text)) return text;
  return SHAPES.reduce((rest, [shape, cut]) => rest.replaceAll(shape, cut), text);
}

/**
 * Secrets that an address can carry. A token is as long as `tokens/format.ts` makes it: 43 random characters of a code challenge
 * can begin like a prefix.
 */
const IN_ADDRESS =
  /(?<![0-9A-Za-z])(?:whsec_[0-9A-Za-z+/]{24}|[a-z0-9]{2,12}_(?:test_)?[0-9A-Za-z]{49})|(?<![\w-])eyJ[\w-]+\.[\w.-]/;

/** Returns whether a text has the shape of a token in it. Random text without a prefix, such as a code challenge, is none. */
export function hasToken(text: string): boolean {
  return IN_ADDRESS.test(text);
}

/**
 * Does the same for a path as sent. A segment in which decoding reveals a secret is shown decoded, with the
 * secret removed.
 */
export function pathWithoutSecrets(path: string): string {
  if (path.length < SHORTEST && !path.includes('eyJ') && !path.includes('%')) return path;
  return path.split('/').map(segmentWithoutSecrets).join('/');
}

/** Does the same for any value that can be written as JSON. */
export function valueWithoutSecrets<Value extends Record<string, unknown>>(value: Value): Value {
  const text = JSON.stringify(value);
  const cut = withoutSecrets(text);
  return cut === text ? value : (JSON.parse(cut) as Value);
}

/** No shape is shorter, but for signed tokens, which begin with `eyJ`. */
const SHORTEST = 30;

function segmentWithoutSecrets(segment: string): string {
  if (segment.length < SHORTEST && !segment.includes('eyJ') && !segment.includes('%')) return segment;
  for (const reading of readings(segment)) {
    const cut = withoutSecrets(reading);
    if (cut !== reading) return cut;
  }
  return segment;
}

/** The decoded forms of a segment, the most decoded one first. */
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
