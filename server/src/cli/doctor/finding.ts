/** `broken`: it does not work. `unsafe`: it works, and somebody should know the price. `note`: good to know. */
export type Level = 'broken' | 'unsafe' | 'note';

export interface Finding {
  level: Level;
  /** What is the matter, as a sentence. */
  what: string;
  /** What to do, as a sentence; empty when there is nothing. */
  todo: string;
}

export const broken = (what: string, todo: string): Finding => ({ level: 'broken', what, todo });
export const unsafe = (what: string, todo: string): Finding => ({ level: 'unsafe', what, todo });
export const note = (what: string, todo = ''): Finding => ({ level: 'note', what, todo });
