import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readBasic } from '../../src/http/basic-credentials.ts';
import { decodeForm, Params } from '../../src/http/params.ts';

const basic = (text: string) => readBasic(`Basic ${Buffer.from(text).toString('base64')}`);

it('reads no credentials without an id', () => {
  assert.deepEqual(basic('id:secret'), { ok: true, value: { id: 'id', secret: 'secret' } });
  assert.deepEqual(basic('id:'), { ok: true, value: { id: 'id', secret: '' } });
  for (const text of [':secret', ':', 'secret', '']) {
    assert.deepEqual(basic(text), { ok: false, problem: 'basic_malformed' }, text);
  }
});

it('takes a hundred parameters and no more, in whatever form they come', () => {
  const pairs = (count: number) =>
    Array.from({ length: count }, (_, at): [string, string] => [`p${at}`, 'x']);
  const form = (count: number) =>
    decodeForm(
      pairs(count)
        .map((pair) => pair.join('='))
        .join('&'),
    );
  for (const read of [form, (count: number) => Params.of(pairs(count))]) {
    assert.equal(read(100).ok, true);
    assert.deepEqual(read(101), { ok: false, problem: { kind: 'too_many' } });
  }
  const empty = Array.from({ length: 101 }, (): [string, string] => ['resource', '']);
  assert.equal(Params.of(empty).ok, false, 'empty ones count as well');
});
