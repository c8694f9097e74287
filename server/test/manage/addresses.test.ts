import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAllowlist } from '../../src/manage/addresses.ts';
import { sentence } from '../../src/words/sentence.ts';

test('an allowlist holds up to fifty addresses and blocks, each once, without host bits', () => {
  assert.deepEqual(readAllowlist([]), { ok: true, value: null });
  const mixed = ['192.0.2.9/24', '192.0.2.0/24', '198.51.100.7', '2001:db8::1/32'];
  assert.deepEqual(readAllowlist(mixed), {
    ok: true,
    value: ['192.0.2.0/24', '198.51.100.7/32', '2001:db8::/32'],
  });
  const many = (count: number) => Array.from({ length: count }, (_, host) => `192.0.2.${host}`);
  assert.equal(readAllowlist(many(50)).ok, true);
  assert.deepEqual(readAllowlist(many(51)), { ok: false, problem: sentence('mostAddresses', 50) });
});

test('an invalid address is named', () => {
  for (const entry of ['010.1', '0x7f000001', '192.0.2.1/33', 'localhost', '192.0.2.1 ', '::1/129', '']) {
    const read = readAllowlist([entry]);
    assert.deepEqual(read, { ok: false, problem: sentence('noAddress', entry) });
  }
});
