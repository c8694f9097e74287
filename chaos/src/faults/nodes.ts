import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** Ends a node at any instruction, and starts it again. */
export const killNode: Fault = {
  name: 'kill a node',
  async strike({ nodes, chance }) {
    const node = chance.oneOf(nodes);
    await node.kill();
    await node.startWhenItCan();
  },
};

/** Stops a node without a signal to anybody, as a machine does that swaps or is moved, and lets it go on. */
export const freezeNode: Fault = {
  name: 'freeze a node',
  async strike({ nodes, chance }) {
    const node = chance.oneOf(nodes);
    process.kill(node.pid, 'SIGSTOP');
    await pause(500 + 2_500 * chance.next());
    process.kill(node.pid, 'SIGCONT');
  },
};

/** Replaces a node as an upgrade does: it drains, and another starts. */
export const replaceNode: Fault = {
  name: 'replace a node',
  async strike({ nodes, chance }) {
    const node = chance.oneOf(nodes);
    await node.stop();
    await node.startWhenItCan();
  },
};
