import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { localCa } from 'latchkey/serve';
import { openBrowser } from '../../../server/test/browser.ts';
import { DETAIL } from '../../conformance/people.ts';
import { INTERACTION, MODULE, Player, type Stage } from './fapi-player.ts';
import { standIn } from './stand-in.ts';
import { startRig } from './start-rig.ts';

/*
 * The happy flow of the FAPI 2.0 plan without Java, in four variants that have each pair of choices, and on demand in all eight: the
 * configurations as they are written, their keys, certificates and browser commands, with oauth4webapi in place of the suite. The
 * plan's invalid requests are in server/test/fapi.
 */

let stage: Stage;
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-suite-'));
  const suite = await standIn(await (await localCa(folder)).certificateFor(['localhost']));
  const [rig, chromium] = await Promise.all([startRig(suite.origin), openBrowser()]);
  stage = { rig, suite, chromium };
});
after(async () => {
  await stage?.chromium.close();
  stage?.suite.close();
  await rm(folder, { recursive: true, force: true });
  assert.equal(await stage?.rig.end(), 0, 'it stops when told to');
});

const VARIANTS = [
  ['jwt', 'dpop', 'oauth'],
  ['jwt', 'mtls', 'openid'],
  ['mtls', 'dpop', 'openid'],
  ['mtls', 'mtls', 'oauth'],
  ['jwt', 'dpop', 'openid'],
  ['jwt', 'mtls', 'oauth'],
  ['mtls', 'dpop', 'oauth'],
  ['mtls', 'mtls', 'openid'],
];

describe('the FAPI 2.0 plans', () => {
  for (const [proof, bound, kind] of VARIANTS) {
    const plan = `fapi-${proof}-${bound}-${kind}`;

    it(`${plan}: leads both clients to the resource, and neither with the tokens of the other`, async () => {
      const first = await Player.of(stage, plan);
      const second = await Player.of(stage, plan, 'second');
      const tokens = await first.connect();
      assert.equal(tokens.token_type, bound === 'dpop' ? 'dpop' : 'bearer');
      const called = await first.call(tokens, 'an interaction');
      assert.equal(called.status, 200);
      assert.equal(called.headers.get(INTERACTION), 'an interaction');
      assert.equal((await second.call(await second.connect())).status, 200);
      await assert.rejects(second.call(tokens), { status: 401 });
      const refreshed = await first.refresh(String(tokens.refresh_token));
      assert.equal(refreshed.refresh_token, tokens.refresh_token);
      assert.equal((await first.call(refreshed)).status, 200);
    });
  }

  for (const plan of ['fapi-jwt-dpop-service', 'fapi-mtls-mtls-service']) {
    it(`${plan}: lets a service call that acts for nobody`, async () => {
      const first = await Player.of(stage, plan);
      const tokens = await first.serve();
      assert.equal(tokens.refresh_token, undefined);
      assert.equal((await first.call(tokens)).status, 200);
    });
  }

  for (const plan of ['fapi-signed-jwt-dpop-oauth', 'fapi-signed-mtls-mtls-oauth']) {
    it(`${plan}: leads from a signed request for rich details to a signed answer`, async () => {
      const first = await Player.of(stage, plan);
      const tokens = await first.connect();
      assert.deepEqual(tokens.authorization_details, [DETAIL]);
      assert.equal((await first.call(tokens)).status, 200);
    });
  }

  it('brings back the refusal of somebody who allows nothing', async () => {
    const first = await Player.of(stage, 'fapi-jwt-dpop-openid');
    await assert.rejects(first.connect(`${MODULE}-user-rejects-authentication`), { error: 'access_denied' });
  });

  it('takes a request that was looked at before', async () => {
    const first = await Player.of(stage, 'fapi-jwt-dpop-openid');
    const module = `${MODULE}-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds`;
    assert.ok((await first.connect(module, 2)).access_token);
  });
});
