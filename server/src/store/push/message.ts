import { EVERYTHING } from '../../rules/change/outdated.ts';
import type { PushedChange } from './push.ts';

/** NOTIFY takes 8,000 bytes, with the rest of the message. */
const MOST_BYTES = 7_500;

/** Returns the tags as JSON, or the tag of everything where they do not fit into a message. */
export function tagsText(tags: readonly string[]): string {
  const text = JSON.stringify(tags);
  return Buffer.byteLength(text) > MOST_BYTES ? JSON.stringify([EVERYTHING]) : text;
}

/** Reads a message. One that cannot be read, as of a newer version, may be about everything. */
export function readMessage(text: string): PushedChange {
  try {
    const { by, at, tags }: Record<string, unknown> = JSON.parse(text);
    if (Array.isArray(tags) && tags.every((each) => typeof each === 'string')) {
      return { by: String(by), at: typeof at === 'number' ? at : null, tags };
    }
  } catch {
    // Not JSON.
  }
  return { by: '', at: null, tags: [EVERYTHING] };
}
