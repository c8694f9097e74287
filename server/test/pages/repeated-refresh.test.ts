import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../src/lib/compare.ts';
import { authorizePath, CALLBACK, openSite, VERIFIER } from './site.ts';
import { codeIn, consentFields, signedIn } from './visitor.ts';

test('a connection says when a used refresh token was presented again', async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const vera = await signedIn(site, 'vera');
  const path = authorizePath({ scope: 'read', client_id: 'app' });
  const allowed = await vera.post(path, { ...consentFields(await vera.get(path)), decision: 'allow' });
  const code = codeIn(allowed) ?? '';
  const grant = (await site.api.store.code(sha256(code)))?.grant;
  const token = async (form: Record<string, string>) => {
    const answer = await site.browser().post('/oauth/token', { client_id: 'app', ...form });
    assert.equal(answer.status, 200, answer.text);
    return String(JSON.parse(answer.text).refresh_token);
  };
  const redeem = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK };
  const used = await token({ ...redeem, code_verifier: VERIFIER });
  await token({ grant_type: 'refresh_token', refresh_token: used });
  const connection = `/account/connections/${grant?.id}`;
  assert.doesNotMatch((await vera.get(connection)).text, /Renewed twice/);
  await token({ grant_type: 'refresh_token', refresh_token: used });
  const page = await vera.get(connection);
  assert.match(
    page.text,
    /<dt>Renewed twice<\/dt><dd><time [^>]*>1 Jun 2026, 00:00 UTC<\/time>\. A refresh token/,
  );
  assert.match(page.text, /Token refreshed again/);
});
