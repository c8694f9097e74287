import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { authorizePath, CALLBACK, openSite } from '../../pages/site.ts';

test('an owner of a name, who has subdomains without end, makes a hundred clients in ten minutes from one network, and is asked no more', async (t) => {
  const own = await openSite({ definition: { clientMetadataDocuments: true } });
  t.after(() => own.close());
  let reached = 0;
  const wildcard = createServer((request, response) => {
    reached++;
    const address = `http://${request.headers.host}${request.url}`;
    const document = { client_id: address, client_name: 'Agent', redirect_uris: [CALLBACK] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  t.after(() => wildcard.close());
  wildcard.listen(0, '127.0.0.1');
  await once(wildcard, 'listening');
  const { port } = wildcard.address() as AddressInfo;
  const ask = (n: number) =>
    own.browser().get(authorizePath({ client_id: `http://s${n}.localhost:${port}/agent` }));
  for (let n = 0; n < 100; n++) await ask(n);
  const refused = await ask(100);
  assert.match(refused.text, /asked for too often/);
  assert.equal(reached, 100);
  assert.equal((await ask(0)).status, 200, 'one that is known goes on');
});
