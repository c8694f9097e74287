import { createHash } from 'node:crypto';

/** A script that servers run as a whole, known to them by its SHA-1. */
export interface Script {
  text: string;
  sha1: string;
}

export function script(text: string): Script {
  return { text, sha1: createHash('sha1').update(text).digest('hex') };
}
