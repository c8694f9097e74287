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

/** Ends a worker of a node, which another one takes the place of. */
export const killWorker: Fault = {
  name: 'kill a worker',
  async strike({ nodes, chance }) {
    const workers = chance.oneOf(nodes).workers();
    // None is there while the first one is being replaced.
    if (workers.length > 0) process.kill(chance.oneOf(workers), 'SIGKILL');
    // Its successor starts after a second.
    await pause(1_000 + 1_000 * chance.next());
  },
};

/** The same as `freezeNode` for one worker, while the others go on. */
export const freezeWorker: Fault = {
  name: 'freeze a worker',
  async strike({ nodes, chance }) {
    const workers = chance.oneOf(nodes).workers();
    if (workers.length === 0) return;
    const worker = chance.oneOf(workers);
    process.kill(worker, 'SIGSTOP');
    await pause(500 + 2_500 * chance.next());
    process.kill(worker, 'SIGCONT');
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
