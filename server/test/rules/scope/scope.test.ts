import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { expandScopes } from '../../../src/access/scopes.ts';
import {
  chooseScopes,
  isOpenTo,
  narrowScopes,
  scopesLeft,
  scopesOpenTo,
  stillGranted,
} from '../../../src/rules/scope/scope.ts';

describe('scopes', () => {
  const rules = {
    declared: {
      read: { platformsOnly: false },
      write: { platformsOnly: false },
      pay: { platformsOnly: true },
    },
    allowed: new Set(['read', 'pay']),
    kind: 'confidential' as const,
    exact: false,
    defaults: ['write', 'read', 'pay'],
  };
  const cases: [string | undefined, string[] | string][] = [
    ['read', ['read']],
    ['read read', ['read']],
    [undefined, ['read']],
    ['write', 'scope_not_allowed'],
    ['read nope', 'scope_unknown'],
    ['__proto__', 'scope_unknown'],
    ['pay', 'scope_for_platforms_only'],
    [' read  read ', ['read']],
    ['   ', ['read']],
    ['read\t', 'scope_malformed'],
    ['read\u00a0', 'scope_malformed'],
    ['\nread', 'scope_malformed'],
    ['re"ad', 'scope_malformed'],
    ['r\u00e9ad', 'scope_malformed'],
  ];
  for (const [asked, expected] of cases) {
    it(`"${asked}" gives ${expected}`, () => {
      const chosen = chooseScopes(asked, rules);
      assert.deepEqual(chosen.ok ? chosen.value : chosen.problem.reason, expected);
    });
  }

  it('with a space too many are refused where nothing may be made regular', () => {
    for (const asked of ['read ', ' read', 'read  read', ' ']) {
      const chosen = chooseScopes(asked, { ...rules, exact: true });
      assert.deepEqual(chosen, { ok: false, problem: { reason: 'scope_malformed' } });
      assert.equal(narrowScopes(asked, ['read'], { covered: new Set(['read']), exact: true }).ok, false);
    }
  });

  it('default to what the client may have, or to a refusal', () => {
    assert.deepEqual(chooseScopes(undefined, { ...rules, kind: 'platform' }), {
      ok: true,
      value: ['read', 'pay'],
    });
    assert.equal(chooseScopes(undefined, { ...rules, defaults: ['write'] }).ok, false);
  });

  it('are for platforms alone, where the API says so', () => {
    assert.deepEqual(scopesOpenTo('platform', rules.declared), ['read', 'write', 'pay']);
    assert.deepEqual(scopesOpenTo('public', rules.declared), ['read', 'write']);
    assert.equal(isOpenTo('confidential', rules.declared.pay), false);
  });

  it('narrow, and never widen', () => {
    const covered = new Set(['read', 'read:cases']);
    assert.deepEqual(narrowScopes('read:cases', ['read'], { covered, exact: false }), {
      ok: true,
      value: ['read:cases'],
    });
    assert.deepEqual(narrowScopes(undefined, ['read'], { covered, exact: false }), {
      ok: true,
      value: ['read'],
    });
    assert.deepEqual(narrowScopes(' read:cases ', ['read'], { covered, exact: false }), {
      ok: true,
      value: ['read:cases'],
    });
    assert.equal(narrowScopes('read write', ['read'], { covered, exact: false }).ok, false);
  });

  it('that are left name the narrower of family and grant', () => {
    const expand = (held: readonly string[]) =>
      new Set(held.flatMap((name) => (name === 'write' ? ['write', 'write:cases'] : [name])));
    assert.deepEqual(stillGranted(['read', 'write'], ['write:cases'], expand), ['write:cases']);
    assert.deepEqual(stillGranted(['write:cases'], ['read', 'write'], expand), ['write:cases']);
    assert.deepEqual(stillGranted(['read'], ['write'], expand), []);
  });

  it('that are left are named so that they open what a call with the token opens, neither more nor less', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const some = fc.subarray(names);
    const rulesOf = fc.tuple(some, some, some, some, some);
    fc.assert(
      fc.property(rulesOf, some, some, (covers, held, granted) => {
        const config = Object.fromEntries(
          names.map((name, index) => [name, { covers: covers[index] ?? [] }]),
        );
        const expand = (scopes: readonly string[]) => expandScopes(config, scopes);
        const named = stillGranted(held, granted, expand);
        assert.deepEqual(expand(named), scopesLeft(held, granted, expand));
        assert.equal(new Set(named).size, named.length);
      }),
    );
  });

  it('overlap are left in the part that both cover', () => {
    const config = { one: { covers: ['shared'] }, other: { covers: ['shared'] }, shared: { covers: [] } };
    const expand = (scopes: readonly string[]) => expandScopes(config, scopes);
    assert.deepEqual(stillGranted(['one'], ['other'], expand), ['shared']);
  });
});
