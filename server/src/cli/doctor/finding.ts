/**
 * `broken`: it does not work. `unsafe`: it works, at a risk that the operator should know. `note`:
 * information.
 */
export type Level = 'broken' | 'unsafe' | 'note';

export interface Finding {
  level: Level;
  /** The finding, as a sentence. */
  what: string;
  /** The remedy, as a sentence; empty if none is needed. */
  todo: string;
}

export const broken = (what: string, todo: string): Finding => ({ level: 'broken', what, todo });
export const unsafe = (what: string, todo: string): Finding => ({ level: 'unsafe', what, todo });
export const note = (what: string, todo = ''): Finding => ({ level: 'note', what, todo });
