import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AUDIT_KINDS, type AuditKind } from '../../../src/model/index.ts';
import { changedBy } from '../../../src/rules/change/outdated.ts';
import { EFFECTS, type Silent } from '../../../src/store/remembered/effects.ts';
import { LIFE } from '../../../src/store/remembered/remembering.ts';
import { event } from '../fixtures.ts';
import type { Changing } from './changes.ts';
import { apply, isAlwaysTheStores, VERBS } from './walks.ts';
import { openWorld } from './world.ts';

/** They add something that nobody has asked for, or write a row about what others did. */
const ADDING: ReadonlySet<Changing> = new Set<Changing>([
  ...(['addTenant', 'addUser', 'createClient', 'registerClient', 'createPersonalToken'] as const),
  ...(['issueAccessToken', 'beginFamily', 'keepRefreshToken'] as const),
  ...(['record', 'recordOnce', 'seedOnce', 'recordRestore'] as const),
]);

/** The last use of a client is not compared (`decisive`), and a seed is written once. */
const UNCOMPARED: ReadonlySet<Silent> = new Set<Silent>(['touchClient', 'seedOnce']);

/** A role is removed when nobody holds it, and the row of a restore follows verbs that write none. */
const WITHOUT_LOSS: ReadonlySet<AuditKind> = new Set<AuditKind>(['role.removed', 'backup.restored']);

describe('what is remembered, beside the store', () => {
  /** The verbs that write each kind of row. */
  const writers = new Map<AuditKind, Set<Changing>>();

  for (const verb of VERBS) {
    it(`is the same after ${verb}, also where it was being read meanwhile`, async () => {
      for (const reading of ['before', 'at once', 'when let go'] as const) {
        const world = await openWorld();
        try {
          world.inner.onChange(({ rows }) => {
            for (const { kind } of rows) writers.set(kind, (writers.get(kind) ?? new Set()).add(verb));
          });
          const answers = () => Promise.all(world.asks.map(({ of }) => of(world.inner)));
          const earlier = await answers();
          if (reading !== 'before') world.hold(reading);
          const asked = world.asks.map(({ of }) => of(world.remembered));
          if (reading === 'before') await Promise.all(asked);
          await apply(verb, world.remembered, world);
          await world.letGo();
          await Promise.all(asked);
          assert.deepEqual(await world.differing(), [], reading);
          const changed = !sameText(earlier, await answers());
          assert.equal(changed, !ADDING.has(verb), `${verb} changes what is asked for`);
        } finally {
          await world.close();
        }
      }
    });
  }

  for (const kind of AUDIT_KINDS.filter(
    (each) => changedBy(event(each)).length > 0 && !WITHOUT_LOSS.has(each),
  )) {
    it(`would differ if ${kind} made nothing outdated, until its time is over`, async () => {
      const found: Changing[] = [];
      for (const verb of writers.get(kind) ?? []) {
        const world = await openWorld(kind);
        try {
          await world.differing();
          await apply(verb, world.remembered, world);
          if ((await world.differing()).length > 0) found.push(verb);
          world.clock.now += LIFE;
          assert.deepEqual(await world.differing(), [], verb);
        } finally {
          await world.close();
        }
        if (found.length > 0) return;
      }
      assert.fail(`no verb tells of ${kind}: ${[...(writers.get(kind) ?? [])].join(', ')}`);
    });
  }

  for (const verb of Object.keys(EFFECTS)
    .filter(isSilent)
    .filter((each) => !UNCOMPARED.has(each))) {
    it(`would differ if ${verb} made nothing outdated`, async () => {
      const world = await openWorld('what verbs say');
      try {
        await world.differing();
        await apply(verb, world.inner, world);
        assert.ok((await world.differing()).length > 0);
      } finally {
        await world.close();
      }
    });
  }
});

describe('what is remembered, at any interleaving', () => {
  it('is what the store says now, whoever changed it (property)', () => isAlwaysTheStores(openWorld, 25));
});

function sameText(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isSilent(name: string): name is Silent {
  return EFFECTS[name as keyof typeof EFFECTS] === 'says';
}
