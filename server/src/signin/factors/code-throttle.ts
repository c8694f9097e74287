import { DAY, MINUTE, SECOND } from '../../lib/clock.ts';
import { Throttle } from '../../limits/throttle.ts';
import { type Windows, waitFor } from '../../limits/windows.ts';
import type { UserId } from '../../model/index.ts';

/**
 * The limits for wrong codes of one user, over all addresses and nodes: who guesses them knows the password. Three codes of a
 * million are right at a time, so that the guesses of a day find one with a probability of 1 in 6,666. A recovery code cannot be
 * guessed, and passkeys are not counted, so a thief's guesses leave the user a way in.
 */
export const CODE_LIMITS = {
  soon: { attempts: 10, within: 15 * MINUTE },
  day: { attempts: 50, within: DAY },
  recovery: { attempts: 20, within: 15 * MINUTE },
} as const;

const APP = [throttle('second step/soon', CODE_LIMITS.soon), throttle('second step/day', CODE_LIMITS.day)];
const RECOVERY = [throttle('second step/recovery', CODE_LIMITS.recovery)];

export type CodeAdmission =
  | { admitted: true; succeeded(): Promise<void> }
  /** Seconds until the next code is accepted. */
  | { admitted: false; retryAfter: number };

/** Counts the codes that users of one API type. */
export class CodeThrottle {
  readonly #windows: Windows;

  constructor(windows: Windows) {
    this.#windows = windows;
  }

  /** Counts one code before it is looked at, so that parallel guesses all count. Call `succeeded` if it was right. */
  async admit(userId: UserId, kind: 'app' | 'recovery' = 'app'): Promise<CodeAdmission> {
    const counts = (kind === 'app' ? APP : RECOVERY).map((each) => each.count(userId));
    const retryAfter = waitFor(await this.#windows.take(counts));
    if (retryAfter !== null) return { admitted: false, retryAfter };
    return { admitted: true, succeeded: async () => this.#windows.giveBack(counts) };
  }
}

function throttle(name: string, { attempts, within }: { attempts: number; within: number }): Throttle {
  return new Throttle(name, { calls: attempts, per: within / SECOND });
}
