import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { figuresOf } from '../src/judge/figures.ts';
import { judge } from '../src/judge/judge.ts';
import type { Observed } from '../src/judge/observed.ts';
import { allInOrder, Written } from './deeds.ts';

const ALLOWANCE = { stale: 50, late: 1_000 };
const call = { kind: 'call', token: 'a1' } as const;
const refresh = (token: string) => ({ kind: 'refresh', token }) as const;

/** A family that was acknowledged: consent, code, one call. */
function begin(journal: Written): void {
  journal.deed({ kind: 'consent' }, 'done', { code: 'c1' }, 303);
  journal.deed({ kind: 'redeem', code: 'c1', again: false }, 'done', { access: 'a1', refresh: 'r1' });
  journal.deed(call, 'done', { tenant: 'acme' });
}

interface Case {
  title: string;
  /** Writes the journal. Returns the lines that a violation has to name. */
  write(journal: Written): number[];
  /** Changes what is found. */
  found?: (observed: Observed) => Observed;
  rule?: string;
  none?: true;
}

const CASES: Case[] = [
  { title: 'nothing is wrong with a family that works', write: () => [], none: true },
  {
    title: 'an ended family is refreshed',
    write(journal) {
      const ended = journal.deed({ kind: 'end-family' });
      return [ended, journal.deed(refresh('r1'), 'done', { refresh: 'r2' })];
    },
    rule: 'ended stays ended',
  },
  {
    title: 'a call goes through long after its connection ended: a missed invalidation',
    write(journal) {
      const ended = journal.deed({ kind: 'end-connection' });
      journal.at += 100;
      return [ended, journal.deed(call)];
    },
    rule: 'ended stays ended',
  },
  {
    title: 'a node may go by what it remembers for a moment',
    write(journal) {
      journal.deed({ kind: 'end-connection' });
      journal.deed(call);
      return [];
    },
    none: true,
  },
  {
    title: 'a connection that ended does not end what begins after it',
    write(journal) {
      journal.deed({ kind: 'end-connection' });
      journal.about = { ...journal.about, life: 'ann 2' };
      journal.deed({ kind: 'consent' }, 'done', { code: 'c2' }, 303);
      journal.at += 100;
      journal.deed(call);
      return [];
    },
    none: true,
  },
  {
    title: 'what a lost answer may have ended may be refused or go on',
    write(journal) {
      journal.lost({ kind: 'end-connection' });
      journal.deed(call);
      journal.refused(call, 401);
      return [];
    },
    none: true,
  },
  {
    title: 'a connection that a platform gives back may go on for another family, and not for this one',
    write(journal) {
      const { about } = journal;
      journal.about = { ...about, life: 'ann 2' };
      journal.deed({ kind: 'consent' }, 'done', { code: 'c2' }, 303);
      journal.about = about;
      const given = journal.deed({ kind: 'give-back' });
      journal.at += 100;
      journal.about = { ...about, life: 'ann 2' };
      journal.deed(call);
      journal.refused(call, 401);
      journal.about = about;
      return [given, journal.deed(call)];
    },
    rule: 'ended stays ended',
  },
  {
    title: 'an acknowledged token is refused',
    write: (journal) => [journal.refused(call, 401, 'token_unknown')],
    rule: 'nothing acknowledged is lost',
  },
  {
    title: 'a family is refused that nothing ended',
    write: (journal) => [journal.refused(refresh('r1'), 400, 'invalid_grant')],
    rule: 'nothing acknowledged is lost',
  },
  {
    title: 'a session is lost',
    write: (journal) => [journal.refused({ kind: 'suspend', to: true }, 303, 'signed_out')],
    rule: 'nothing acknowledged is lost',
  },
  {
    title: 'an acknowledged code is refused the first time',
    write(journal) {
      journal.deed({ kind: 'consent' }, 'done', { code: 'c2' }, 303);
      return [journal.refused({ kind: 'redeem', code: 'c2', again: false }, 400, 'invalid_grant')];
    },
    rule: 'nothing acknowledged is lost',
  },
  {
    title: 'one code is redeemed twice',
    write(journal) {
      return [3, journal.deed({ kind: 'redeem', code: 'c1', again: false }, 'done', { refresh: 'r9' })];
    },
    rule: 'once is once',
  },
  {
    title: 'a refresh token has two successors',
    write(journal) {
      const first = journal.deed(refresh('r1'), 'done', { refresh: 'r2' });
      return [first, journal.deed(refresh('r1'), 'done', { refresh: 'r3' })];
    },
    rule: 'once is once',
  },
  {
    title: 'a refresh token that is repeated has the same successor',
    write(journal) {
      journal.lost(refresh('r1'));
      journal.deed(refresh('r1'), 'done', { refresh: 'r2' });
      journal.deed(refresh('r1'), 'done', { refresh: 'r2' });
      return [];
    },
    none: true,
  },
  {
    title: 'a suspended connection opens something',
    write(journal) {
      journal.deed({ kind: 'suspend', to: true });
      journal.at += 100;
      return [journal.deed(call)];
    },
    rule: 'settings stand',
  },
  {
    title: 'a resumed connection stays closed',
    write(journal) {
      journal.deed({ kind: 'suspend', to: true });
      journal.deed({ kind: 'suspend', to: false });
      journal.at += 100;
      return [journal.refused(call, 403)];
    },
    rule: 'settings stand',
  },
  {
    title: 'a lost answer leaves open whether a connection is suspended',
    write(journal) {
      journal.lost({ kind: 'suspend', to: true });
      journal.refused(call, 403);
      journal.deed(call);
      return [];
    },
    none: true,
  },
  {
    title: 'a token opens the data of another tenant',
    write: (journal) => [journal.deed(call, 'done', { tenant: 'birch' })],
    rule: 'tenants are apart',
  },
  {
    title: 'a row is missing from the log',
    write: () => [5],
    found: (observed) => ({
      ...observed,
      rows: observed.rows.filter(({ requestId }) => requestId !== 'req_5'),
      counted: observed.counted - 1,
    }),
    rule: 'the log has what was acknowledged',
  },
  {
    title: 'a verb was done twice',
    write: () => [5],
    found: ({ rows, counted, ...rest }) => ({
      ...rest,
      counted: counted + 1,
      rows: rows.flatMap((row) => [row, ...(row.id === 3 ? [row] : [])]),
    }),
    rule: 'the log has what was acknowledged',
  },
  {
    title: 'a row is under another tenant',
    write: () => [5],
    found: ({ rows, ...rest }) => ({
      ...rest,
      rows: rows.map((row) => (row.id === 3 ? { ...row, tenantId: 'birch' } : row)),
    }),
    rule: 'tenants are apart',
  },
  {
    title: 'the second attempt to end something finds it ended, and leaves no row',
    write(journal) {
      journal.lost({ kind: 'end-family' });
      journal.deed({ kind: 'end-family' });
      return [];
    },
    found: ({ rows, ...rest }) => ({ ...rest, rows: rows.filter(({ kind }) => kind !== 'token.revoked') }),
    none: true,
  },
  {
    title: 'the second attempt to end something is told that there is nothing left to end',
    write(journal) {
      journal.lost({ kind: 'end-connection' });
      journal.refused({ kind: 'end-connection' }, 404);
      return [];
    },
    none: true,
  },
  {
    title: 'the first attempt to end something finds nothing',
    write: (journal) => [journal.refused({ kind: 'end-connection' }, 404)],
    rule: 'nothing acknowledged is lost',
  },
  {
    title: 'the event of a revocation did not arrive',
    write: (journal) => [journal.deed({ kind: 'end-connection' })],
    found: ({ events, ...rest }) => ({
      ...rest,
      events: events.filter(({ type }) => type !== 'connection.revoked'),
    }),
    rule: 'each change is told',
  },
  {
    title: 'an event arrives twice with one id',
    write: () => [],
    found: ({ events, ...rest }) => ({ ...rest, events: [...events, ...events] }),
    none: true,
  },
  {
    title: 'an event tells of something that did not happen',
    write: () => [1],
    found: ({ events, ...rest }) => ({
      ...rest,
      events: [...events, ...events.map((event) => ({ ...event, id: `${event.id}x` }))],
    }),
    rule: 'each change is told',
  },
  {
    title: 'an event is not signed by Latchkey',
    write: () => [],
    found: ({ events, ...rest }) => ({
      ...rest,
      events: events.map((event) => ({ ...event, genuine: false })),
    }),
    rule: 'each change is told',
  },
  {
    title: 'the seals do not fit the log',
    write: () => [],
    found: (observed) => ({ ...observed, sealed: { ok: false, said: 'Row 7 was changed.' } }),
    rule: 'the log verifies',
  },
  {
    title: 'a call was not counted, or twice',
    write: () => [],
    found: (observed) => ({ ...observed, counted: observed.counted - 1 }),
    rule: 'each call is counted once',
  },
  {
    title: 'a row hangs under another tenant',
    write: () => [],
    found: (observed) => ({ ...observed, strays: ['1 rows of audit under a grant of another tenant'] }),
    rule: 'tenants are apart',
  },
];

describe('the judge of a journal', () => {
  for (const { title, write, found, rule, none } of CASES) {
    it(title, () => {
      const journal = new Written();
      begin(journal);
      const lines = write(journal);
      const violations = judge(journal.lines, found?.(allInOrder(journal)) ?? allInOrder(journal), ALLOWANCE);
      if (none) return assert.deepEqual(violations, []);
      assert.deepEqual(
        violations.map((each) => [each.rule, each.lines]),
        [[rule, lines]],
      );
    });
  }

  it('counts outcomes, the longest silence, and for how long something ended was allowed', () => {
    const journal = new Written();
    begin(journal);
    journal.lost(call);
    journal.at = 500;
    journal.deed({ kind: 'end-connection' });
    journal.deed(call);
    journal.refused(call, 401);
    const struck = [
      { name: 'kill a node', from: 55, until: 60 },
      { name: 'cut sessions', from: 515, until: 516 },
    ];
    assert.deepEqual(figuresOf(journal.lines, struck, 560), {
      ...{ acknowledged: 5, refused: 1, unknown: 1, longestSilence: 460, stalest: 10 },
      silences: { 'kill a node': 460, 'cut sessions': 20 },
    });
  });
});
