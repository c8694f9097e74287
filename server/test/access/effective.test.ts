import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dependsOnParameters,
  type Effective,
  effectivePermission,
  type Held,
  type Needs,
} from '../../src/access/effective.ts';
import { expandScopes, type ScopeRules } from '../../src/access/scopes.ts';
import { UserId } from '../../src/model/index.ts';

const CASES = Number(process.env.LATCHKEY_POLICY_CASES ?? 200_000);

const SCOPES: ScopeRules = {
  read: { covers: ['read:*'] },
  write: { covers: ['read'] },
  'read:a': { covers: [] },
  admin: { covers: ['*'] },
};
const SCOPE_NAMES = [...Object.keys(SCOPES), 'gone'];
const PERMISSIONS = ['a.read', 'a.write', 'b.read'];
const PATTERNS = ['*', 'a.*', '*.read', ...PERMISSIONS].flatMap((each) => [
  each,
  `${each}:own`,
  `${each}:any`,
]);
const RESOURCES = ['p:1', 'p:2', 'acc:1'];
const USERS = ['usr_1', 'usr_2'];

/** Numbers that are the same in every run: a case that fails can be looked at again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface Case {
  token: string[];
  granted: string[] | null;
  held: Omit<Held, 'scopes'>;
  needs: Needs;
  parameters: Record<string, string>;
}

function makeCase(pick: (below: number) => number): Case {
  const one = <T>(list: readonly T[]): T => list[pick(list.length)] as T;
  const some = <T>(list: readonly T[], most: number): T[] =>
    Array.from({ length: pick(most + 1) }, () => one(list));
  const maybe = <T>(make: () => T): T | null => (pick(2) === 0 ? null : make());
  const refs = (list: string[]) =>
    list.map((each) => ({ type: each.split(':')[0] ?? '', id: each.split(':')[1] ?? '' }));
  return {
    token: some(SCOPE_NAMES, 2),
    granted: maybe(() => some(SCOPE_NAMES, 3)),
    held: {
      permissions: pick(8) === 0 ? null : some(PATTERNS, 3),
      ceiling: maybe(() => some(PATTERNS, 3)),
      resources: maybe(() => refs(some(RESOURCES, 2))),
      userId: pick(8) === 0 ? null : UserId(one(USERS)),
    },
    needs: {
      scopes: Array.from({ length: 1 + pick(2) }, () => some(SCOPE_NAMES.slice(0, 4), 2)),
      permission: maybe(() => one(PERMISSIONS)),
      owner: one([null, 'handler', { parameter: 'user' }]),
      resources: one([
        [],
        [{ type: 'p', parameter: 'p' }],
        [
          { type: 'p', parameter: 'p' },
          { type: 'acc', parameter: 'a' },
        ],
      ]),
    },
    parameters: {
      p: one(['1', '2', '3']),
      a: one(['1', '2']),
      ...(pick(4) === 0 ? {} : { user: one(USERS) }),
    },
  };
}

/** For each scope what it stands for, written out by hand. */
const STANDS_FOR: Record<string, string[]> = {
  read: ['read', 'read:a'],
  write: ['write', 'read', 'read:a'],
  'read:a': ['read:a'],
  admin: ['read', 'write', 'read:a', 'admin'],
  gone: [],
};

/** For each pattern the permissions it holds and on whose records, written out by a regular expression. */
const GIVES = new Map(
  PATTERNS.map((pattern) => {
    const [name = '', reach] = pattern.split(':');
    const source = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
    const given = PERMISSIONS.filter((each) => source.test(each));
    return [
      pattern,
      given.flatMap((each) => (reach === 'own' ? [`${each} own`] : [`${each} own`, `${each} foreign`])),
    ];
  }),
);

/**
 * The obvious way, in the words of the documentation: for every scope, record and resource there is, is it among what
 * each of the parties gives?
 */
function obvious({ token, granted, held, needs, parameters }: Case) {
  const ofToken = token.flatMap((scope) => STANDS_FOR[scope] ?? []);
  const ofGrant = granted?.flatMap((scope) => STANDS_FOR[scope] ?? []) ?? ofToken;
  const alternative = needs.scopes.some((scopes) =>
    scopes.every((each) => ofToken.includes(each) && ofGrant.includes(each)),
  );

  const now = held.permissions?.flatMap((each) => GIVES.get(each) ?? []) ?? [];
  const then = held.ceiling?.flatMap((each) => GIVES.get(each) ?? []) ?? null;
  const may = (whose: 'own' | 'foreign') => {
    const wanted = `${needs.permission} ${whose}`;
    return now.includes(wanted) && (then === null || then.includes(wanted));
  };
  const isOwn =
    typeof needs.owner === 'object' &&
    needs.owner !== null &&
    held.userId !== null &&
    parameters.user === held.userId;
  let role: 'yes' | 'ask' | 'no' = 'no';
  if (held.permissions !== null) {
    if (needs.permission === null || may('foreign') || (isOwn && may('own'))) role = 'yes';
    else if (needs.owner === 'handler' && may('own')) role = 'ask';
  }

  const resource =
    held.resources === null ||
    needs.resources.length === 0 ||
    needs.resources.some((each) =>
      held.resources?.some(({ type, id }) => type === each.type && id === parameters[each.parameter]),
    );
  return { alternative, role, resource };
}

function answerOf({ alternative, role, resource }: Effective) {
  return {
    alternative: alternative !== null,
    role: role === 'any' ? 'yes' : role === 'own' ? 'ask' : 'no',
    resource,
  };
}

test('random cases get from scope ∩ role ∩ resource what the obvious way gives', () => {
  const pick = numbers(20_261_121);
  const seen = new Map<string, number>();
  for (let count = 0; count < CASES; count++) {
    const made = makeCase(pick);
    const ofToken = expandScopes(SCOPES, made.token);
    const scopes = made.granted ? ofToken.intersection(expandScopes(SCOPES, made.granted)) : ofToken;
    const held = { ...made.held, scopes };
    const given = answerOf(effectivePermission(held, made.needs, made.parameters));
    if (!dependsOnParameters(held, made.needs))
      assert.deepEqual(answerOf(effectivePermission(held, made.needs, {})), given, JSON.stringify(made));
    const expected = obvious(made);
    const same =
      given.alternative === expected.alternative &&
      given.role === expected.role &&
      given.resource === expected.resource;
    if (!same) assert.deepEqual(given, expected, JSON.stringify(made));
    const kind = `${given.alternative} ${given.role} ${given.resource}`;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
  }
  // Random cases prove nothing about outcomes that they never reach.
  assert.equal(seen.size, 12);
  for (const [kind, times] of seen) assert.ok(times > CASES / 1_000, `${kind} came up ${times} times only`);
});

test('a refusal names all scopes of the way in that lacks the fewest', () => {
  const held = {
    scopes: new Set(['read']),
    permissions: ['*'],
    ceiling: null,
    resources: null,
    userId: null,
  };
  const needs: Needs = {
    scopes: [
      ['write', 'admin'],
      ['read', 'write'],
    ],
    permission: null,
    owner: null,
    resources: [],
  };
  assert.deepEqual(effectivePermission(held, needs, {}).missing, ['read', 'write']);
});

test('the obstacle is named: the current role, or the role at consent', () => {
  const held = { scopes: new Set<string>(), resources: null, userId: UserId('usr_1') };
  const needs: Needs = { scopes: [[]], permission: 'a.write', owner: null, resources: [] };
  const verdict = (permissions: string[] | null, ceiling: string[] | null) =>
    effectivePermission({ ...held, permissions, ceiling }, needs, {}).role;
  assert.equal(verdict(null, null), 'no_member');
  assert.equal(verdict(['b.*'], null), 'not_permitted');
  assert.equal(verdict(['*'], ['b.*']), 'not_approved');
  assert.equal(verdict(['*'], ['*:own']), 'not_approved');
  assert.equal(verdict(['*:own'], ['*']), 'own_only');
  assert.equal(verdict(['*'], ['a.*:any']), 'any');
});
