/** Milliseconds since the epoch. The wire speaks seconds; everything inside speaks this. */
export type Instant = number;

/** Live data or sandbox data. A key of one mode opens nothing of the other. */
export const MODES = ['live', 'sandbox'] as const;
export type Mode = (typeof MODES)[number];
