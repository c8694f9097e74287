import { cutSessions, failOver, partition, restartFast, restartImmediate } from './faults/database.ts';
import { fillDisk } from './faults/disk.ts';
import type { Fault } from './faults/fault.ts';
import { freezeNode, freezeWorker, killNode, killWorker, replaceNode } from './faults/nodes.ts';
import { misbehave } from './faults/receiver.ts';
import { emptyRedis, pauseRedis, restartRedis } from './faults/redis.ts';
import { ALONE, type Plan } from './plan.ts';

export interface Scenario {
  name: string;
  about: string;
  plan: Plan;
  /** One after the other, each chosen by chance. */
  faults: readonly Fault[];
}

const ON_POSTGRES: Plan = { ...ALONE, database: 'postgres' };
const FLEET: Plan = { ...ON_POSTGRES, nodes: 3, balancer: true, customers: 8 };

/** In the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'kill-sqlite',
    about: 'SIGKILL of the node at any instant, on SQLite',
    plan: ALONE,
    faults: [killNode],
  },
  {
    name: 'workers',
    about: 'two workers and the process that writes for them, on SQLite: each is killed, frozen and replaced',
    plan: { ...ALONE, workers: 2 },
    faults: [killNode, killWorker, freezeNode, freezeWorker, replaceNode],
  },
  {
    name: 'kill-postgres',
    about: 'SIGKILL of the node at any instant, on PostgreSQL',
    plan: ON_POSTGRES,
    faults: [killNode],
  },
  {
    name: 'sessions',
    about: 'PostgreSQL is restarted, in order and as after a power cut, and ends sessions in mid-transaction',
    plan: ON_POSTGRES,
    faults: [restartFast, restartImmediate, cutSessions],
  },
  {
    name: 'failover',
    about: 'the primary is lost, and its synchronous replica is promoted',
    plan: { ...ON_POSTGRES, replica: true },
    faults: [failOver],
  },
  {
    name: 'partition',
    about: 'a node and PostgreSQL do not hear each other',
    plan: ON_POSTGRES,
    faults: [partition],
  },
  {
    name: 'full-disk',
    about: 'nothing more fits onto the disk, on SQLite',
    plan: { ...ALONE, disk: 32 },
    faults: [fillDisk],
  },
  {
    name: 'receivers',
    about: 'the receiver of webhooks answers slowly, wrongly, never; nodes are killed meanwhile',
    plan: ALONE,
    faults: [misbehave, misbehave, killNode],
  },
  {
    name: 'nodes',
    about: 'three nodes behind HAProxy on PostgreSQL, each killed, frozen and replaced',
    plan: FLEET,
    faults: [killNode, freezeNode, replaceNode],
  },
  {
    name: 'upgrade',
    about: 'three nodes behind HAProxy drain and are replaced, one after the other',
    plan: FLEET,
    faults: [replaceNode],
  },
  {
    name: 'clock',
    about: 'one of two nodes is five minutes ahead, and each is killed',
    plan: { ...FLEET, nodes: 2, skewed: true, customers: 4 },
    faults: [killNode],
  },
  {
    name: 'redis',
    about: 'the Redis of three nodes is restarted, paused and emptied',
    plan: { ...FLEET, redis: true },
    faults: [restartRedis, pauseRedis, emptyRedis],
  },
  {
    name: 'fleet',
    about:
      'three nodes behind HAProxy, PostgreSQL with a synchronous replica, Redis, a clock that is off, every fault',
    plan: { ...FLEET, replica: true, redis: true, skewed: true },
    faults: [
      ...[killNode, freezeNode, replaceNode, restartFast, restartImmediate],
      ...[cutSessions, failOver, partition, misbehave, restartRedis, pauseRedis, emptyRedis],
    ],
  },
];
