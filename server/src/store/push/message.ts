import { EVERYTHING } from '../../rules/change/outdated.ts';

/** NOTIFY takes 8,000 bytes, with the rest of the message. */
const MOST_BYTES = 7_500;

/** A message of one node to the others. */
export interface PushMessage {
  by: string;
  tags: readonly string[];
  /** When it was told, in milliseconds of the clock that all nodes ask; `null` if that was not known. */
  at: number | null;
}

/** Returns the tags as JSON, or the tag of everything where they do not fit into a message. */
export function tagsText(tags: readonly string[]): string {
  const text = JSON.stringify(tags);
  return Buffer.byteLength(text) > MOST_BYTES ? JSON.stringify([EVERYTHING]) : text;
}

/** Reads a message. One that cannot be read, as of a newer version, may be about everything. */
export function readMessage(text: string): PushMessage {
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
