/**
 * Text that every database keeps as it is. PostgreSQL has no U+0000, and half of a surrogate pair is no character: both would be a
 * fault of the server there, or come back as something else. So neither gets past the parser, on SQLite either.
 */
export function isKept(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** JSON with text in it that no database keeps. */
export class UnkeptText extends SyntaxError {
  constructor() {
    super('There is the character U+0000, or half of a surrogate pair, in a text.');
  }
}

/** Only an escape brings such text into JSON that was UTF-8. */
const ESCAPED = /\\u(?:0000|d[89a-f])/i;

/** Parses JSON from outside. Throws `SyntaxError`, or `UnkeptText` for a name or text that is not kept. */
export function parseJson(json: string): unknown {
  const value: unknown = JSON.parse(json);
  if (ESCAPED.test(json) && !isAllKept(value)) throw new UnkeptText();
  return value;
}

/** Writes JSON of which each text is kept. One that should not be there must not keep a row from the log: U+FFFD stands for it. */
export function jsonText(value: unknown): string {
  const before = (value as { [TEXT]?: string } | null | undefined)?.[TEXT];
  if (before !== undefined) return before;
  const json = JSON.stringify(value);
  // Hardly any JSON has an escape of this kind, and looking for one is cheaper than the expression.
  return json.includes('\\u') && ESCAPED.test(json) ? JSON.stringify(value, replaced) : json;
}

/** Of an object, the text that `jsonText` wrote of it. */
const TEXT = Symbol('text');

/** Returns the object, of which `jsonText` writes no second text. Only the object itself is frozen, so the caller leaves its members as they are. */
export function keptText<Value extends object>(value: Value): Value {
  return Object.freeze(Object.defineProperty(value, TEXT, { value: jsonText(value) }));
}

function replaced(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;
}

function isAllKept(value: unknown): boolean {
  if (typeof value === 'string') return isKept(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => isKept(name) && isAllKept(member));
}
