import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encode } from 'uqr';
import { qrCodeSvg } from '../../../src/pages/qr-code.ts';
import type { Site } from '../../pages/site.ts';
import { openTelevisionSite, post } from './television.ts';

let site: Site;
before(async () => {
  site = await openTelevisionSite();
});
after(() => site.close());

/** Which unit squares the second path of an SVG of ours covers. */
function darkModules(svg: string): Set<string> {
  const path = [...svg.matchAll(/ d="([^"]+)"/g)][1]?.[1] ?? '';
  const dark = new Set<string>();
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let step = 0; step < Number(length); step++) dark.add(`${Number(x) + step},${y}`);
  }
  return dark;
}

describe('the QR code of a device', () => {
  it('is drawn module by module, in a quiet zone of four', () => {
    const text = 'https://accounts.harbour.example/device?user_code=WDJB-MJHT';
    const { data, size } = encode(text, { ecc: 'M', border: 4 });
    const expected = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`${x},${y}`] : [])));
    assert.ok(expected.length > 200);
    assert.deepEqual([...darkModules(qrCodeSvg(text))].sort(), expected.sort());
    for (const module of expected) {
      for (const at of module.split(',').map(Number)) assert.ok(at >= 4 && at < size - 4);
    }
  });

  it('comes to the device that asked for it, and shows its complete address', async () => {
    const { json } = await post(site, '/oauth/device', { client_id: 'tv', scope: 'read', qr: 'svg' });
    const [kind, data = ''] = String(json.verification_qr).split(',');
    assert.equal(kind, 'data:image/svg+xml;base64');
    const svg = Buffer.from(data, 'base64').toString();
    assert.equal(svg, qrCodeSvg(String(json.verification_uri_complete)));
    assert.doesNotMatch(svg, /script|href|on[a-z]+=/i);
  });
});
