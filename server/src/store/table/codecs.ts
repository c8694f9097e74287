import { jsonText } from '../../lib/kept-text.ts';
import type { Codec } from './row.ts';

/** A column with a value that its codec did not write: it is refused. */
class UnreadableColumn extends Error {
  override name = 'UnreadableColumn';

  constructor(column: string, expected: string) {
    super(`The database holds something other than ${expected} in ${column}.`);
  }
}

export const text: Codec<string> = {
  write: (value) => value,
  read(value, column) {
    if (typeof value !== 'string') throw new UnreadableColumn(column, 'text');
    return value;
  },
};

/** Text with a type of its own, stored as it is: an identifier, or the hash of a token. */
export function branded<Brand extends string>(): Codec<Brand> {
  return text as Codec<string> as Codec<Brand>;
}

/** A whole number: counts, versions, and instants in milliseconds. */
export const integer: Codec<number> = {
  write: (value) => value,
  read(value, column) {
    if (typeof value !== 'number') throw new UnreadableColumn(column, 'a whole number');
    return value;
  },
};

/** 0 or 1. */
export const flag: Codec<boolean> = {
  write: (value) => (value ? 1 : 0),
  read: (value, column) => integer.read(value, column) === 1,
};

/** One of a fixed set of words. An unknown word is refused (fail closed). */
export function oneOf<Word extends string>(...words: readonly Word[]): Codec<Word> {
  return {
    write: (value) => value,
    read(value, column) {
      const word = words.find((each) => each === value);
      if (word === undefined) throw new UnreadableColumn(column, `one of ${words.join(', ')}`);
      return word;
    },
  };
}

export function nullable<Value>(codec: Codec<Value>): Codec<Value | null> {
  return {
    write: (value) => (value === null ? null : codec.write(value)),
    read: (value, column) => (value === null ? null : codec.read(value, column)),
  };
}

/** A list as JSON text. */
export function list<Item = string>(): Codec<Item[]> {
  return {
    write: (value) => (value.length === 0 ? '[]' : jsonText(value)),
    read(value, column) {
      if (value === '[]') return [];
      const items: unknown = parse(value, column, 'a list');
      if (!Array.isArray(items)) throw new UnreadableColumn(column, 'a list');
      return items;
    },
  };
}

/** An object as JSON text. */
export const object: Codec<Record<string, unknown>> = {
  write: jsonText,
  read(value, column) {
    const parsed: unknown = parse(value, column, 'an object');
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      throw new UnreadableColumn(column, 'an object');
    }
    return { ...parsed };
  },
};

function parse(value: unknown, column: string, expected: string): unknown {
  if (typeof value !== 'string') throw new UnreadableColumn(column, expected);
  try {
    return JSON.parse(value);
  } catch {
    throw new UnreadableColumn(column, expected);
  }
}
