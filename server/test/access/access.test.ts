import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Reach, reachOf } from '../../src/access/ownership.ts';
import { matchesPattern } from '../../src/access/pattern.ts';
import { opensResource } from '../../src/access/resources.ts';
import { isWithin, narrowPermissions, permissionsOf, permits } from '../../src/access/roles.ts';
import { covers, expandScopes } from '../../src/access/scopes.ts';

/** The obvious way: a regular expression, with everything but the star escaped. */
function slowMatch(pattern: string, text: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.|?+()[\]{}-]/g, '\\$&'))
    .join('[^]*');
  return new RegExp(`^${source}$`).test(text);
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', '.', ':'), maxLength: 6 });
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', ':', '*'), maxLength: 6 });

test('a pattern matches what the regular expression of the same meaning matches', () => {
  fc.assert(
    fc.property(pattern, word, (a, b) => assert.equal(matchesPattern(a, b), slowMatch(a, b))),
    { numRuns: 5_000 },
  );
});

test('a pattern of many stars is decided without backtracking over all of them', () => {
  assert.equal(matchesPattern(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000)), false);
});

const names = fc.uniqueArray(
  fc.string({ unit: fc.constantFrom('a', 'b', ':'), minLength: 1, maxLength: 3 }),
  {
    minLength: 1,
    maxLength: 6,
  },
);
const rules = names.chain((list) =>
  fc
    .tuple(
      ...list.map(() =>
        fc.array(
          pattern.filter((each) => each !== ''),
          { maxLength: 3 },
        ),
      ),
    )
    .map((covers) => Object.fromEntries(list.map((name, index) => [name, { covers: covers[index] ?? [] }]))),
);

test('expanding scopes gives what repeating "whatever is covered is held" until nothing changes gives', () => {
  fc.assert(
    fc.property(rules, fc.array(word, { maxLength: 2 }), fc.nat(), (scopes, stray, pick) => {
      const declared = Object.keys(scopes);
      const held = [...stray, declared[pick % declared.length] ?? ''];
      let slow = declared.filter((name) => held.includes(name));
      for (let round = 0; round < declared.length; round++) {
        slow = declared.filter(
          (name) =>
            slow.includes(name) ||
            slow.some((holder) => (scopes[holder]?.covers ?? []).some((each) => slowMatch(each, name))),
        );
      }
      assert.deepEqual([...expandScopes(scopes, held)].sort(), slow.sort());
      assert.equal(covers(scopes, held, slow), true);
      assert.equal(covers(scopes, held, [...slow, 'undeclared']), false);
    }),
    { numRuns: 2_000 },
  );
});

test('holding more never gives less', () => {
  fc.assert(
    fc.property(rules, fc.array(word), fc.array(word), (scopes, held, more) => {
      const all = expandScopes(scopes, [...held, ...more]);
      for (const name of expandScopes(scopes, held)) assert.ok(all.has(name));
    }),
  );
});

test('a star covers every scope but those that tell about the user, which are held by name alone', () => {
  const scopes = { all: { covers: ['*'] }, read: { covers: [] }, email: { covers: [], aboutUser: true } };
  assert.deepEqual([...expandScopes(scopes, ['all'])].sort(), ['all', 'read']);
  assert.deepEqual([...expandScopes(scopes, ['all', 'email'])].sort(), ['all', 'email', 'read']);
  assert.equal(covers(scopes, ['all'], ['email']), false);
});

test('scopes with the names of object members are not declared by that', () => {
  assert.deepEqual([...expandScopes({ read: { covers: [] } }, ['constructor', '__proto__'])], []);
});

test('the permissions of a role: configuration first, then the tenant, otherwise none', () => {
  const config = { roles: { owner: { permissions: ['*'] } } };
  assert.deepEqual(permissionsOf(config, 'owner', ['nothing']), ['*']);
  assert.deepEqual(permissionsOf(config, 'assistant', ['contact.*']), ['contact.*']);
  assert.deepEqual(permissionsOf(config, 'assistant', null), []);
  assert.deepEqual(permissionsOf(config, null, ['contact.*']), []);
  assert.deepEqual(permissionsOf(config, 'constructor', null), []);
});

test('a permission of role and ceiling together is permitted by each of them', () => {
  fc.assert(
    fc.property(fc.array(pattern), fc.array(pattern), word, (now, then, needed) => {
      const both = narrowPermissions(now, then);
      if (permits(both, needed)) assert.ok(permits(now, needed) && permits(then, needed));
    }),
    { numRuns: 5_000 },
  );
  assert.deepEqual(narrowPermissions(['*'], ['contact.read']), ['contact.read']);
  assert.deepEqual(narrowPermissions(['contact.*'], ['*']), ['contact.*']);
});

const reaching = fc.tuple(pattern, fc.constantFrom('', ':own', ':any')).map(([name, reach]) => name + reach);
const RANK: Record<Reach, number> = { none: 0, own: 1, any: 2 };

test('a permission for own records never reaches further, however it is narrowed or contained', () => {
  assert.equal(reachOf(['contact.*:own'], 'contact.update'), 'own');
  assert.equal(reachOf(['contact.*:own', '*.update'], 'contact.update'), 'any');
  assert.equal(reachOf(['contact.update:any'], 'contact.update'), 'any');
  assert.equal(permits(['*:own'], 'contact.update'), false);
  assert.deepEqual(narrowPermissions(['contact.*'], ['contact.update:own']), ['contact.update:own']);
  assert.deepEqual(narrowPermissions(['*:own'], ['contact.*:any']), ['contact.*:own']);
  assert.equal(isWithin(['contact.update:own'], ['contact.update']), true);
  assert.equal(isWithin(['contact.update'], ['contact.update:own', '*:own']), false);
  fc.assert(
    fc.property(fc.array(reaching), fc.array(reaching), word, (now, then, needed) => {
      const both = RANK[reachOf(narrowPermissions(now, then), needed)];
      assert.ok(both <= Math.min(RANK[reachOf(now, needed)], RANK[reachOf(then, needed)]));
      if (isWithin(now, then)) assert.ok(RANK[reachOf(now, needed)] <= RANK[reachOf(then, needed)]);
    }),
    { numRuns: 5_000 },
  );
});

test('selected resources open an operation when one that it names is among them', () => {
  const ref = fc.record({ type: fc.constantFrom('account', 'project'), id: fc.constantFrom('1', '2', '3') });
  const wanted = fc.array(
    fc.record({ type: fc.constantFrom('account', 'project'), parameter: fc.constantFrom('a', 'p', 'x') }),
  );
  const parameters = fc.record({ a: fc.constantFrom('1', '2'), p: fc.constantFrom('2', '3') });
  fc.assert(
    fc.property(fc.option(fc.array(ref)), wanted, parameters, (selected, needs, values) => {
      const asText = new Set((selected ?? []).map(({ type, id }) => `${type}:${id}`));
      const found = needs.filter(({ type, parameter }) =>
        asText.has(`${type}:${Object.entries(values).find(([name]) => name === parameter)?.[1]}`),
      );
      const expected = selected === null || needs.length === 0 || found.length > 0;
      assert.equal(opensResource(selected, needs, values), expected);
    }),
    { numRuns: 2_000 },
  );
});
