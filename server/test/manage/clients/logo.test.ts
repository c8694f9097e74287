import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { authorizePath, CALLBACK, client, openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { type Answered, type Asker, person, program } from '../api/asking.ts';

let site: Site;
let owner: Asker;
let ada: Asker;
let id: string;
before(async () => {
  site = await openSite({ clients: [client({ id: 'planner', name: 'planner', origin: 'page' })] });
  owner = await program(site, ['manage:write']);
  ada = await person(site, await signedIn(site));
  const made = await ada.post('/clients', {
    ...{ name: 'Robot', kind: 'confidential', redirectUris: [CALLBACK], scopes: ['read'] },
  });
  id = made.body.id;
});
after(() => site.close());

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A picture of one colour. */
function png(side: number, ...extra: Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2], 8);
  const pixels = chunk('IDAT', deflateSync(Buffer.alloc(side * (3 * side + 1), 90)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), ...extra, pixels, chunk('IEND', Buffer.alloc(0))]);
}

const set = (bytes: Buffer, who = ada, of = id): Promise<Answered> =>
  who.put(`/clients/${of}/logo`, { data: bytes.toString('base64') });
const fetched = (path: string) =>
  fetch(`http://127.0.0.1:${new URL(site.api.address.issuer).port}${path}`, {
    headers: { host: site.host },
  });

test('a picture is kept, and served by its hash as what it is', async () => {
  const picture = png(64);
  const { status, body } = await set(picture);
  assert.equal(status, 200, JSON.stringify(body));
  assert.match(body.logo, /^\/logos\/[\w-]{43}$/);
  const served = await fetched(body.logo);
  assert.ok(Buffer.from(await served.arrayBuffer()).equals(picture));
  assert.deepEqual(
    ['content-type', 'x-content-type-options', 'content-security-policy', 'cache-control'].map((name) =>
      served.headers.get(name),
    ),
    ['image/png', 'nosniff', "default-src 'none'; sandbox", 'public, max-age=31536000, immutable'],
  );
  const other = (await set(png(65))).body.logo;
  assert.notEqual(other, body.logo);
  assert.equal((await fetched(body.logo)).status, 404, 'there is one for each client');
  assert.equal((await ada.delete(`/clients/${id}/logo`)).body.logo, null);
  assert.equal((await fetched(other)).status, 404);
  assert.equal((await fetched(`/logos/${'a'.repeat(43)}`)).status, 404);
});

test('a picture is judged by its bytes: what can run, moves, or is too large is refused', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  for (const [bytes, says] of [
    [svg, /An SVG can contain scripts/],
    [Buffer.from('GIF89a, which it is not'), /no PNG, JPEG or WebP/],
    [png(64).subarray(0, 40), /no PNG/],
    [png(31), /31 × 31 pixels/],
    [png(1_025), /1025 × 1025/],
    [png(64, chunk('acTL', Buffer.alloc(8))), /moves/],
  ] as const) {
    const { status, body } = await set(bytes);
    assert.equal(status, 422, JSON.stringify(body));
    assert.match(body.detail, says);
  }
  assert.equal((await set(Buffer.alloc(128 * 1024 + 3))).status, 400);
  assert.equal((await ada.put(`/clients/${id}/logo`, { data: 'not base64!' })).status, 400);
});

test('people see it where somebody vouches for the client, and another picture ends that', async () => {
  const planner = { client_id: 'planner', scope: 'read' };
  const vera = await signedIn(site, 'vera');
  const consent = async () => (await vera.get(authorizePath(planner))).text;
  const logo = (await set(png(48), owner, 'planner')).body.logo;
  assert.ok(!(await consent()).includes(logo), 'nobody vouches for it');
  assert.match(await consent(), /aria-hidden="true">P</);
  await owner.post('/clients/planner/verify', undefined);
  assert.ok((await consent()).includes(`<img class="app-picture" src="${logo}"`));

  await owner.post(`/clients/${id}/verify`, undefined);
  assert.equal((await set(png(50))).body.verified, false);
  await owner.post(`/clients/${id}/verify`, undefined);
  assert.equal((await set(png(50))).body.verified, true, 'it is the same one');
  assert.equal((await set(png(51), owner, id)).body.verified, true, 'an operator changed it');
  const [row] = await site.api.store.auditTrail({ kind: 'client.changed', limit: 1 });
  assert.equal(String(row?.detail.logo).length, 12);
});
