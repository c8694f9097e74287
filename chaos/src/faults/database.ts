import { setTimeout as pause } from 'node:timers/promises';
import { Postgres } from '../parts/postgres.ts';
import type { Stage } from '../stage.ts';
import type { Fault } from './fault.ts';

function primaryOf({ primary }: Stage): Postgres {
  if (primary === null) throw new Error('There is no PostgreSQL.');
  return primary;
}

function restart(how: 'fast' | 'immediate'): Fault {
  return {
    name: `restart PostgreSQL (${how})`,
    async strike(stage) {
      const primary = primaryOf(stage);
      await primary.stop(how);
      await pause(500 * stage.chance.next());
      await primary.start();
    },
  };
}

export const restartFast = restart('fast');
export const restartImmediate = restart('immediate');

/** Ends sessions wherever they are: in a transaction, in its commit, or idle. */
export const cutSessions: Fault = {
  name: 'cut sessions',
  async strike(stage) {
    const { chance } = stage;
    for (let turn = 0; turn < 5; turn++) {
      const share = 0.3 + 0.7 * chance.next();
      await primaryOf(stage).ask(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'latchkey' AND random() < ${share}`,
      );
      await pause(50 * chance.next());
    }
  },
};

/** The primary is gone for good, its synchronous replica takes its place, and gets a replica of its own. */
export const failOver: Fault = {
  name: 'fail over to the replica',
  async strike(stage) {
    const { passages } = stage;
    const [lost, next] = [primaryOf(stage), stage.replica];
    if (next === null) throw new Error('There is no replica.');
    await lost.stop('immediate');
    await next.promote();
    for (const passage of passages) passage.leadTo(next.port);
    stage.primary = next;
    stage.replica = null;
    await lost.remove();
    stage.replica = await Postgres.replicaOf(next);
  },
};

/** One node and the database do not hear each other for some seconds. Neither is told. */
export const partition: Fault = {
  name: 'part a node from PostgreSQL',
  async strike({ passages, chance }) {
    const passage = chance.oneOf(passages);
    passage.cut();
    await pause(1_000 + 7_000 * chance.next());
    passage.mend();
  },
};
