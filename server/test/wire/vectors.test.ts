import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { FOLDER, makeVectors, readVectors, withStoredSignatures } from '../../../scripts/vectors.ts';

/* The guards of every language are tested with these files, so they have to be what this server says. */

test('wire/vectors has what the server makes: npm run vectors writes it anew', async () => {
  const made = await makeVectors();
  assert.deepEqual((await readdir(FOLDER)).sort(), Object.keys(made).sort());
  for (const [name, vectors] of Object.entries(made)) {
    const stored = await readVectors(name);
    assert.deepEqual(withStoredSignatures(JSON.parse(JSON.stringify(vectors)), stored), stored, name);
  }
});

test('a stored signature is kept only where nothing but its chance differs', async () => {
  const es256 = `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.YQ.`;
  const eddsa = `${Buffer.from('{"alg":"EdDSA"}').toString('base64url')}.YQ.`;
  const keep = (made: unknown, stored: unknown) => withStoredSignatures({ a: [made] }, { a: [stored] });
  assert.deepEqual(keep(`${es256}x`, `${es256}y`), { a: [`${es256}y`] });
  const [old, other] = [
    { name: 'old', jws: `${es256}y` },
    { name: 'new', jws: `${es256}x` },
  ];
  assert.deepEqual(withStoredSignatures([other, { ...old, jws: `${es256}z` }], [old]), [other, old]);
  for (const [made, stored] of [
    [`${eddsa}x`, `${eddsa}y`],
    [`${es256}x`, `${es256.replace('YQ', 'Yg')}y`],
    [es256, `${es256}y`],
    [`${es256}x`, `${es256}${'y'.repeat(20)}`],
    [`${es256}x`, null],
  ])
    assert.deepEqual(keep(made, stored), { a: [made] });
});

test('the server answers signed questions as the vectors say', async () => {
  const { questions } = (await readVectors('exchange.json')) as {
    questions: { name: string; expected: { status: number; type: string } }[];
  };
  const outcomes = questions.map(({ name, expected }) => [name, expected.status, expected.type]);
  const problem = 'application/problem+json';
  assert.deepEqual(outcomes, [
    ['as a guard asks', 200, 'application/jose'],
    ['with a query', 200, 'application/jose'],
    ['with another query than was signed', 400, problem],
    ['with the wrong key', 404, problem],
    ['signed for another endpoint', 404, problem],
    ['with the body of another question', 400, problem],
    ['unsigned', 404, problem],
    ['with the type of an answer', 404, problem],
    ['with a nonce that can be guessed', 404, problem],
  ]);
});
