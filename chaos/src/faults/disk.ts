import { setTimeout as pause } from 'node:timers/promises';
import { fill } from '../../../server/test/start/small-disk.ts';
import type { Fault } from './fault.ts';

/** Nothing more fits onto the disk of the data for a while; half of the times the node is killed meanwhile. */
export const fillDisk: Fault = {
  name: 'fill the disk',
  async strike(stage) {
    const empty = fill(stage.data);
    await pause(500 + 2_500 * stage.chance.next());
    const [node] = stage.nodes;
    const killed = stage.chance.next() < 0.5;
    if (killed) await node?.kill();
    empty();
    if (killed) await node?.startWhenItCan();
  },
};
