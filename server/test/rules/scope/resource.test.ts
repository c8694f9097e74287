import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { narrowResources, readResources } from '../../../src/rules/scope/resource.ts';

describe('resources', () => {
  const own = ['https://api.example', 'https://auth.example/one'];
  const cases: [string[], string[] | string][] = [
    [[], []],
    [['https://api.example/', 'https://api.example'], ['https://api.example']],
    [['https://auth.example/one'], ['https://auth.example/one']],
    [['HTTPS://API.Example', 'https://Auth.example/one/'], own],
    [['https://auth.example/ONE'], 'resource_foreign'],
    [['https://api.example/?X'], 'resource_foreign'],
    [['https://auth.example'], 'resource_foreign'],
    [['https://api.example', 'https://api.example.evil.test'], 'resource_foreign'],
    [['https://api.example#x'], 'resource_malformed'],
    [['api.example'], 'resource_malformed'],
  ];
  for (const [asked, expected] of cases) {
    it(`${asked.join(' and ') || 'none'}: ${expected}`, () => {
      const read = readResources(asked, own);
      assert.deepEqual(read.ok ? read.value : read.problem, expected);
    });
  }

  it('may be fewer at the token endpoint, never more', () => {
    const [api = '', issuer = ''] = own;
    assert.deepEqual(narrowResources([], [api], own), { ok: true, value: [api] });
    assert.deepEqual(narrowResources([issuer], [api], own), { ok: false, problem: 'resource_wider' });
    assert.deepEqual(narrowResources([api], [], own), { ok: true, value: [api] });
  });
});
