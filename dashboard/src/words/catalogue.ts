import type { EN } from './en/index.ts';

/** Every text of the dashboard, as the English catalogue has it: a text that is missing in another does not compile. */
export type Catalogue = typeof EN;
