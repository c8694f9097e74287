import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ApiDefinition, ConfigError, defineApi, gateway } from '../../src/config/index.ts';
import { nearest } from '../../src/lib/nearest.ts';

const sound = {
  name: 'notes',
  title: 'Notes',
  issuer: 'https://auth.notes.example',
  endpoints: {
    authorization: 'https://auth.notes.example/authorize',
    token: 'https://auth.notes.example/token',
  },
  domains: { 'api.notes.example': {} },
  tenant: { word: 'company', field: 'company_id' },
  openapi: './openapi.yaml',
  front: gateway({ upstream: 'http://127.0.0.1:5000' }),
  scopes: { read: 'See notes' },
  roles: { owner: { title: 'Owner', permissions: ['*'] } },
} satisfies ApiDefinition;

function problemsOf(definition: object): string[] {
  try {
    defineApi(definition as ApiDefinition);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

test('a fault is reported by field, once, with a suggestion', () => {
  const { title: _title, tenant: _tenant, ...without } = sound;
  const cases: [definition: object, problems: string[]][] = [
    [sound, []],
    [
      {
        ...sound,
        domains: { 'api.notes.example': {}, 'a.notes.example': { aliases: ['api.notes.example'] } },
      },
      ['domains: api.notes.example stands twice'],
    ],
    [
      { ...without, tenant: sound.tenant, titel: 'Notes' },
      ['titel: there is no such field (did you mean `title`?)'],
    ],
    [{ ...without, title: 'Notes' }, ['tenant: it is missing']],
    [{ ...sound, banana: 1 }, ['banana: there is no such field']],
    [
      { ...sound, tenant: { wrod: 'company', field: 'company_id' } },
      ['tenant.wrod: there is no such field (did you mean `word`?)'],
    ],
    [
      { ...sound, tokens: { prefixes: { acess: 'abc' } } },
      ['tokens.prefixes.acess: there is no such field (did you mean `access`?)'],
    ],
    [
      { ...sound, scopes: { read: { titel: 'See notes' } } },
      ['scopes.read.titel: there is no such field (did you mean `title`?)'],
    ],
    [
      { ...sound, roles: { owner: { title: 'Owner', permission: ['*'] } } },
      ['roles.owner.permission: there is no such field (did you mean `permissions`?)'],
    ],
    [
      { ...sound, tokens: { plain: 'jtw' } },
      ['tokens.plain: it has to be `opaque` or `jwt` (did you mean `jwt`?)'],
    ],
  ];
  for (const [definition, problems] of cases) assert.deepEqual(problemsOf(definition), problems);
});

test('no definition is refused in the words of the schema for what is merely missing', () => {
  for (const field of Object.keys(sound)) {
    const problems = problemsOf(Object.fromEntries(Object.entries(sound).filter(([name]) => name !== field)));
    assert.ok(problems.length > 0, field);
    for (const problem of problems) {
      assert.match(problem, /^[\w.]+: /);
      assert.doesNotMatch(problem, /undefined|Invalid|Unrecognized/, field);
    }
  }
});

test('the nearest name is one slip away, and none is near to something else', () => {
  const names = Object.keys(sound);
  const name = fc.constantFrom(...names.filter((each) => each.length > 3));
  fc.assert(
    fc.property(name, fc.nat(), (right, at) => {
      const index = at % (right.length - 1);
      const swapped = right.slice(0, index) + right[index + 1] + right[index] + right.slice(index + 2);
      const shortened = right.slice(0, index) + right.slice(index + 1);
      assert.equal(nearest(swapped, names), right);
      assert.equal(nearest(`${right}s`, names), right);
      assert.ok(shortened.length < 3 || nearest(shortened, names) !== null);
    }),
  );
  assert.equal(nearest('banana', names), null);
  assert.equal(nearest('', names), null);
});

test('a class of scopes is named by what a header can hold', () => {
  const limit = { calls: 1, per: 1 };
  const named = (name: string) => problemsOf({ ...sound, limits: { scopeClasses: { [name]: limit } } });
  for (const name of ['write', 'read:bulk', 'a b']) assert.deepEqual(named(name), []);
  for (const name of ['é', 'a"b', 'a\\b', '', 'x'.repeat(65)]) {
    assert.deepEqual(named(name), [
      `limits.scopeClasses.${name}: printable ASCII without quotation mark and backslash, at most 64 characters`,
    ]);
  }
  const inPlan = problemsOf({ ...sound, limits: { plans: { big: { scopeClasses: { é: limit } } } } });
  assert.match(inPlan.join(), /^limits\.plans\.big\.scopeClasses\.é: printable ASCII/);
});

test('the explorer has a host of its own', () => {
  const at = (explorer: unknown) => problemsOf({ ...sound, explorer });
  for (const fine of [false, 'https://docs.notes.example']) assert.deepEqual(at(fine), []);
  for (const wrong of [
    true,
    'docs.notes.example',
    'http://docs.notes.example',
    'https://docs.notes.example/',
  ]) {
    assert.deepEqual(at(wrong), [
      'explorer: an https origin without sign-in, such as https://docs.example.com, or false',
    ]);
  }
  assert.deepEqual(at('https://auth.notes.example'), [
    'explorer: people sign in on auth.notes.example, so the explorer needs another host',
  ]);
  assert.deepEqual(at('https://api.notes.example'), [
    "explorer: api.notes.example is the API's own, so the explorer needs another host",
  ]);
  assert.deepEqual(at('https://docs.notes.example:8443'), [
    'explorer: it has to have the port of the issuer',
  ]);
});
