import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { DatabaseClock } from '../../src/nodes/database-clock.ts';
import { MINUTE, NOW, SECOND } from '../store/fixtures.ts';

/** A machine and a database, each with a clock of its own. `ask` lets the next question of the clock be answered. */
async function machine(t: TestContext, differs: number) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const at = { ofDay: NOW, even: 7_000, took: 0, differs };
  const said: string[] = [];
  const clock = new DatabaseClock({ now: () => at.ofDay, steady: () => at.even });
  const log = {
    warn: (about: { seconds?: number }) => void said.push(`warn ${about.seconds}`),
    info: (about: { seconds?: number }) => void said.push(`info ${about.seconds}`),
  };
  const pass = (milliseconds: number) => {
    at.ofDay += milliseconds;
    at.even += milliseconds;
  };
  const database = {
    async databaseTime() {
      pass(at.took);
      return at.ofDay + at.differs;
    },
  };
  const stop = await clock.follow(database, log as never);
  t.after(stop);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const ask = async () => {
    t.mock.timers.tick(10_000);
    await turn();
  };
  return { at, clock, said, pass, ask, turn, stop };
}

it('goes by the database’s clock, five minutes ahead or behind, and says so', async (t) => {
  const { at, clock, said, pass, ask } = await machine(t, 5 * MINUTE);
  assert.deepEqual([clock.now(), clock.difference], [NOW + 5 * MINUTE, 5 * MINUTE]);
  pass(3 * SECOND);
  assert.equal(clock.now(), NOW + 5 * MINUTE + 3 * SECOND);
  await ask();
  at.differs = -5 * MINUTE;
  await ask();
  assert.equal(clock.now(), at.ofDay - 5 * MINUTE);
  at.differs = 20;
  await ask();
  assert.deepEqual(said, ['warn 300', 'warn -300', 'info 0']);
});

it('leaves a difference of less than a second as it is', async (t) => {
  const { clock, said } = await machine(t, 999);
  assert.deepEqual([clock.now(), clock.difference, said], [NOW, 999, []]);
});

it('goes on evenly when the machine’s time of day is set, until the database has told its own', async (t) => {
  const { at, clock, pass, turn } = await machine(t, 0);
  pass(SECOND);
  at.ofDay += 5 * MINUTE;
  at.differs = -5 * MINUTE;
  assert.equal(clock.now(), NOW + SECOND);
  // It has asked at once.
  await turn();
  assert.deepEqual([clock.now(), clock.difference], [NOW + SECOND, -5 * MINUTE]);
});

it('takes a machine’s new time of day where the database has no other', async (t) => {
  const { at, clock, turn } = await machine(t, 0);
  at.ofDay += 5 * MINUTE;
  assert.equal(clock.now(), NOW);
  await turn();
  assert.equal(clock.now(), NOW + 5 * MINUTE);
});

it('believes no answer that was slow, and none after it was stopped', async (t) => {
  const { at, clock, ask, stop } = await machine(t, 0);
  at.differs = MINUTE;
  at.took = SECOND + 1;
  await ask();
  assert.equal(clock.difference, 0);
  at.took = 0;
  await stop();
  await ask();
  assert.equal(clock.difference, 0);
});
