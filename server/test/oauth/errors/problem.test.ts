import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ERRORS, type OAuthProblem, onTheWire } from '../../../src/oauth/errors/problem.ts';
import { challengeOf } from '../../../src/rules/request/pkce.ts';
import { ACCOUNTS, CALLBACK } from '../acme.ts';
import { redeeming, serveOAuth, VERIFIER } from '../serve.ts';

it('an answer quotes no more of a request than a name that is cut short', () => {
  const long = 'x'.repeat(100_000);
  const told = { parameter: long, scope: long, type: long, at: long, needed: long, longest: 1, offered: [] };
  for (const reason of Object.keys(ERRORS)) {
    const { description } = onTheWire({ ...told, reason } as OAuthProblem);
    assert.ok(description.length < 200, `${reason}: ${description.length}`);
  }
});

it('an answer names neither an address that is registered nor the challenge of a code', async (t) => {
  const served = await serveOAuth();
  t.after(() => served.close());
  const wrong = [
    { redirect_uri: 'https://evil.example/callback' },
    { code_verifier: 'w'.repeat(43) },
    { client_id: 'other', client_secret: 'w'.repeat(43) },
  ];
  const answers = [];
  for (const over of wrong) answers.push(await served.post(redeeming(await served.consent(), over)));
  const evil = new URLSearchParams({ client_id: 'web', redirect_uri: 'https://evil.example/callback' });
  const path = `/oauth/authorize?${evil}`;
  answers.push(await served.call({ method: 'GET', host: ACCOUNTS, path, headers: {}, body: '' }));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [400, 400, 401, 400],
  );
  for (const { text } of answers) {
    assert.ok(!text.includes(CALLBACK) && !text.includes(challengeOf(VERIFIER)), text);
  }
});
