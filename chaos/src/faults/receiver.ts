import { setTimeout as pause } from 'node:timers/promises';
import type { Manner } from '../parts/receiver.ts';
import type { Fault } from './fault.ts';

const BADLY: readonly Manner[] = ['slow', 'wrong', 'cut off', 'never'];

/** The receiver of events behaves badly for a while. */
export const misbehave: Fault = {
  name: 'receive badly',
  async strike({ receiver, chance }) {
    receiver.manner = chance.oneOf(BADLY);
    await pause(500 + 2_500 * chance.next());
    receiver.manner = 'right';
  },
};
