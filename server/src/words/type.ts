import type { EN } from './en/index.ts';

/** The texts of every catalogue, as the English one has them: a text that is missing in another language does not compile. */
export type Words = typeof EN;
