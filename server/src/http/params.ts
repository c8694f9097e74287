import { isKept } from '../lib/kept-text.ts';
import { ok, type Result, refused } from '../lib/result.ts';

/** Why a list of parameters cannot be read. */
export type ParamsProblem =
  | { kind: 'malformed' }
  | { kind: 'unkept' }
  | { kind: 'duplicate'; name: string }
  | { kind: 'too_many' };

const MOST_PARAMETERS = 100;

/** May stand more than once (RFC 8707 section 2). */
const REPEATABLE = new Set(['resource']);

/**
 * Request parameters of an OAuth endpoint, read strictly: a parameter MUST NOT be included more than once,
 * one without a value counts as omitted, and unknown ones are ignored (OAuth 2.1 sections 3.1 and 3.2).
 */
export class Params {
  readonly #values: Map<string, string[]>;

  private constructor(values: Map<string, string[]>) {
    this.#values = values;
  }

  static of(pairs: Iterable<[string, string]>): Result<Params, ParamsProblem> {
    const values = new Map<string, string[]>();
    let count = 0;
    for (const [name, value] of pairs) {
      if (++count > MOST_PARAMETERS) return refused({ kind: 'too_many' });
      if (value === '') continue;
      const earlier = values.get(name);
      if (!earlier) values.set(name, [value]);
      else if (REPEATABLE.has(name)) earlier.push(value);
      else return refused({ kind: 'duplicate', name });
    }
    return ok(new Params(values));
  }

  get(name: string): string | undefined {
    return this.#values.get(name)?.[0];
  }

  all(name: string): string[] {
    return this.#values.get(name) ?? [];
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  *[Symbol.iterator](): Iterator<[string, string]> {
    for (const [name, values] of this.#values) for (const value of values) yield [name, value];
  }
}

/**
 * Decodes `application/x-www-form-urlencoded` text into name and value pairs, in order. Unlike
 * `URLSearchParams`, it rejects broken percent-encoding and invalid UTF-8 instead of guessing. Rejects U+0000,
 * and more than `most` pairs.
 */
export function decodeForm(
  text: string,
  most: number = MOST_PARAMETERS,
): Result<[string, string][], ParamsProblem> {
  const pairs: [string, string][] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    if (pairs.length >= most) return refused({ kind: 'too_many' });
    const equals = part.indexOf('=');
    const [rawName, rawValue] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    const name = decodeFormText(rawName);
    const value = decodeFormText(rawValue);
    if (name === null || value === null) {
      return refused({ kind: 'malformed' });
    }
    if (!isKept(name) || !isKept(value)) return refused({ kind: 'unkept' });
    pairs.push([name, value]);
  }
  return ok(pairs);
}

/** Decodes one name or value of a form. Returns `null` if that is not possible. */
export function decodeFormText(text: string): string | null {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
