import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMailAddress } from '../../src/lib/mail-address.ts';

test('an address is one that stays one in a command and in a header', () => {
  for (const good of ['ann@acme.example', 'o’hara+x@münchen.example', "a.b!#$%&'*/=?^_`{|}~-@x"]) {
    assert.ok(isMailAddress(good), good);
  }
  for (const end of ['\r\n', '\n', ' ', '\t', '\0', '\u2028', '\u00a0', ...'<>()[]\\,;:"@']) {
    for (const bad of [`ann${end}@acme.example`, `ann@acme${end}.example`, `ann@acme.example${end}`]) {
      assert.ok(!isMailAddress(bad), JSON.stringify(bad));
    }
  }
  assert.ok(!isMailAddress(`${'a'.repeat(250)}@acme.example`));
});
