import { readFileSync } from 'node:fs';

/** The version of this package, by its own manifest: a clone and an installed package have it in other places. */
export const VERSION: string = JSON.parse(
  readFileSync(new URL(import.meta.resolve('latchkey/package.json')), 'utf8'),
).version;
