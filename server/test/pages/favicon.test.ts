import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explorerPage } from '../../src/explorer/page.ts';
import { favicon } from '../../src/pages/icon.ts';
import { notFoundPage } from '../../src/pages/message.ts';
import { spokenIn } from '../../src/pages/page-api.ts';
import { authorizePath, openSite } from './site.ts';

test('browsers find an icon: in every page, and where they look by themselves', async (t) => {
  const site = await openSite();
  t.after(() => site.close());
  const visitor = site.browser();
  const icon = await visitor.get('/favicon.ico');
  assert.equal(icon.status, 200);
  assert.equal(icon.headers['content-type'], 'image/x-icon');
  assert.equal(icon.headers['cache-control'], 'public, max-age=86400');
  assert.equal(icon.headers['content-security-policy'], "default-src 'none'");
  // An ICO with two images, of 16 and 32 pixels.
  const bytes = favicon().body;
  assert.deepEqual([...Buffer.from(bytes).subarray(0, 7), bytes.at(22)], [0, 0, 1, 0, 2, 0, 16, 32]);

  const paths = ['/sign-in', '/signed-out', authorizePath({ client_id: 'nobody' })];
  const pages = paths.map(async (path) => {
    const { headers, text } = await visitor.get(path, { accept: 'text/html' });
    return { path, policy: String(headers['content-security-policy']), text };
  });
  const made = [explorerPage(site.api), notFoundPage(spokenIn(site.api, 'en'))].map(({ headers, body }) => ({
    path: String(body).slice(0, 200),
    policy: String(headers['content-security-policy']),
    text: String(body),
  }));
  for (const page of [...(await Promise.all(pages)), ...made]) {
    assert.match(page.text, /<link rel="icon" href="data:image\/svg\+xml,/, page.path);
    assert.match(page.policy, /(^|; )img-src [^;]*data:/, page.path);
  }
});
