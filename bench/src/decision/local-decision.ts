import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createGuard, type StreamEvent } from '@latchkey/guard';
import { localDecisions } from '@latchkey/guard/local';
import config from '../contestants/latchkey.config.ts';
import { startContestant } from '../contestants/start.ts';
import { divideCores } from '../cores.ts';
import { valuesFor } from '../turns.ts';
import type { Measured } from './measured.ts';

/** The headers of a usual call. */
const HEADERS = {
  host: 'api.bench.example',
  accept: 'application/json',
  'accept-encoding': 'gzip, deflate, br',
  'user-agent': 'bench/1.0',
  connection: 'keep-alive',
};
/** Fewer calls than are lent at once. */
const BURST = 40;

export interface Local {
  /** Only the decisions that are made here. */
  alone: Measured;
  whole: Measured;
  /** The share of all calls that was decided here. */
  share(): number;
  close(): Promise<void>;
}

/** A guard that decides by itself, beside a Latchkey in another process that takes its calls. */
export async function openLocal(folder: string): Promise<Local> {
  const { pin } = divideCores();
  const contestant = await startContestant({ name: 'latchkey-sdk', folder, pin });
  const recipe = contestant.preparation?.['code exchange'];
  const guarded = contestant.recipes['guarded call'];
  if (!recipe || !guarded || contestant.guardKey === undefined) throw new Error('Latchkey cannot be asked.');
  const tokens = await valuesFor(contestant, { ...recipe, supply: 'cycle' }, { connections: 8 }, 0);
  const events = new EventEmitter();
  const guard = createGuard({
    url: `http://127.0.0.1:${contestant.port}/.latchkey/${config.name}`,
    key: contestant.guardKey,
    local: localDecisions({ onStream: (event: StreamEvent) => events.emit(event) }),
  });
  await once(events, 'up');
  let made = 0;
  let asked = 0;
  /** Returns whether the call was decided here. */
  const call = async () => {
    const answer = await guard({
      method: 'GET',
      host: `${guarded.host}:${contestant.port}`,
      uri: '/things',
      authorization: `Bearer ${tokens[made++ % tokens.length]}`,
      headers: HEADERS,
      ip: '192.0.2.7',
    });
    if (!answer.allowed) throw new Error(`The call was refused: ${answer.status}.`);
    if (answer.basis === 'asked') asked++;
    return answer.basis !== 'asked';
  };
  return {
    whole: { call },
    // Only bursts that asked nothing count.
    alone: {
      call,
      async run(calls) {
        let [microseconds, counted] = [0, 0];
        while (counted < calls) {
          await pause(1);
          const before = process.cpuUsage();
          let own = true;
          for (let one = 0; one < BURST; one++) own = (await call()) && own;
          const { user, system } = process.cpuUsage(before);
          if (own) [microseconds, counted] = [microseconds + user + system, counted + BURST];
        }
        return microseconds / counted;
      },
    },
    share: () => 1 - asked / made,
    async close() {
      await guard.close();
      await contestant.stop();
    },
  };
}
