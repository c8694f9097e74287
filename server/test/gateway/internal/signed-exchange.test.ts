import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createSigner } from '../../../../sdk/src/signed-exchange.ts';
import { signedExchange } from '../../../src/gateway/internal/signed-exchange.ts';
import type { Answer } from '../../../src/http/answer.ts';
import type { Inbound } from '../../../src/http/inbound.ts';
import { readMac, signMac } from '../../../src/tokens/mac-jwt.ts';
import { openWorld, type World } from '../../guard/world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

const key = () => world.api.keys.guardKey();

interface Exchange {
  answer: Answer;
  /** The question inside; `null` without one. */
  inner: Inbound | null;
  /** Whether the body was read at all. */
  wasRead: boolean;
}

async function exchange(
  endpoint: string,
  headers: Record<string, string>,
  body: string,
  told: Partial<Answer> = {},
): Promise<Exchange> {
  const seen: Exchange = { answer: { status: 0, headers: {}, body: '' }, inner: null, wasRead: false };
  const request: Inbound = {
    method: 'POST',
    host: '127.0.0.1',
    path: `/.latchkey/cases/${endpoint}`,
    query: 'added=on-the-way',
    headers: { ...headers, 'x-forwarded-uri': '/added-on-the-way', authorization: 'Bearer added' },
    ip: '203.0.113.1',
    peer: '127.0.0.1',
    secure: false,
    requestId: 'req_signed',
    noted: {},
    certificate: () => null,
    body: async () => {
      seen.wasRead = true;
      return { ok: true, value: Buffer.from(body) };
    },
  };
  seen.answer = await signedExchange(world.api, endpoint, request, async (inner) => {
    seen.inner = inner;
    return { status: 200, headers: {}, body: '', ...told };
  });
  return seen;
}

test('asks inside exactly what was signed, and nothing that was added on the way', async () => {
  const { headers, body } = await createSigner(key())('check', { headers: { 'x-forwarded-uri': '/cases' } });
  const { inner } = await exchange('check', headers, body);
  assert.deepEqual(inner?.headers, { 'x-forwarded-uri': '/cases', 'latchkey-guard-key': key() });
  assert.deepEqual([inner?.method, inner?.ip, inner?.query], ['GET', '127.0.0.1', '']);
  const queried = await createSigner(key())('usage', { query: 'limit=2&cursor=a%3D' });
  assert.equal((await exchange('usage', queried.headers, queried.body)).inner?.query, 'limit=2&cursor=a%3D');
  const other = queried.body.replace('limit=2', 'limit=3');
  assert.equal((await exchange('usage', queried.headers, other)).answer.status, 400);
  const posted = await createSigner(key())('calls', { content: { batch: 'ü' } });
  const { inner: second } = await exchange('calls', posted.headers, posted.body);
  assert.equal(second?.method, 'POST');
  const content = await second?.body(100);
  assert.equal(content?.ok && content.value.toString(), '{"batch":"ü"}');
  assert.deepEqual(await second?.body(3), { ok: false, problem: 'too_large' });
});

test('answers with everything signed, and only to the question', async () => {
  const sign = createSigner(key());
  const { headers, body, read } = await sign('check', {});
  const told = { status: 403, headers: { link: ['<a>', '<b>'] }, body: '{"détail":1}' };
  const { answer } = await exchange('check', headers, body, told);
  assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'application/jose']);
  const { nonce, ...claims } = await read(String(answer.body));
  assert.deepEqual(claims, { ...told, headers: { ...told.headers, 'latchkey-request-id': 'req_signed' } });
  const another = await sign('check', {});
  await assert.rejects(another.read(String(answer.body)), /another question/);
  await assert.rejects((await createSigner('guess')('check', {})).read(String(answer.body)));
});

test('numbers what it streams', async () => {
  const { headers, body, read } = await createSigner(key())('events', {});
  async function* stream() {
    yield 'one';
    yield 'two';
  }
  const { answer } = await exchange('events', headers, body, { stream: stream() });
  const frames: unknown[] = [];
  for await (const frame of answer.stream ?? []) {
    const { number, event } = await read(frame.slice('data: '.length, -2));
    frames.push([number, event]);
  }
  assert.deepEqual(frames, [
    [0, 'one'],
    [1, 'two'],
  ]);
});

test('finds nothing for a stranger, and does not read what they send', async () => {
  const signed = await createSigner(key())('check', {});
  const guessed = await createSigner('guess')('check', {});
  const [head, claims, signature] = signed.headers['latchkey-question']?.split('.') ?? [];
  const none = Buffer.from('{"alg":"none","typ":"latchkey-question+jwt"}').toString('base64url');
  const claim = { nonce: 'n'.repeat(32), endpoint: 'check', digest: '' };
  const proofs = [
    guessed.headers['latchkey-question'] ?? '',
    `${head}.${claims}.${'A'.repeat(43)}`,
    `${head}.${claims}`,
    `${none}.${claims}.`,
    `${none}.${claims}.${signature}`,
    signMac(key(), 'latchkey-answer+jwt', claim),
    signMac(key(), 'latchkey-question+jwt', { ...claim, nonce: 'short' }),
    signMac(key(), 'latchkey-question+jwt', { ...claim, endpoint: 'calls' }),
    '',
  ];
  for (const proof of proofs) {
    const { answer, inner, wasRead } = await exchange('check', { 'latchkey-question': proof }, signed.body);
    assert.deepEqual([answer.status, inner, wasRead], [404, null, false], proof);
  }
});

test('judges no question that was changed on the way', async () => {
  const { headers, body } = await createSigner(key())('check', { headers: { 'x-forwarded-uri': '/cases' } });
  for (const changed of [body.replace('/cases', '/other'), `${body} `, '', '[]']) {
    const { answer, inner } = await exchange('check', headers, changed);
    assert.deepEqual([answer.status, inner], [400, null]);
  }
});

test('a signature is held to its key and its type', () => {
  const token = signMac('key', 'a+jwt', { x: 1 });
  assert.deepEqual(readMac('key', token, 'a+jwt'), { x: 1 });
  assert.equal(readMac('other', token, 'a+jwt'), null);
  assert.equal(readMac('key', token, 'b+jwt'), null);
});
