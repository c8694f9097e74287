import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { API } from './acme.ts';
import { climbConsent } from './checks/consent-ladders.ts';
import {
  authorizeLadder,
  connectionsLadder,
  deviceLadder,
  introspectionLadder,
  pushedLadder,
  registrationLadder,
  revocationLadder,
  usageLadder,
  userinfoLadder,
} from './checks/endpoint-ladders.ts';
import { deviceCodeLadder, exchangeLadder, jwtBearerLadder } from './checks/further-grant-ladders.ts';
import { climb, type Ladder, type Rung } from './checks/ladder.ts';
import { clientCredentialsLadder, codeLadder, refreshLadder, tokenLadder } from './checks/token-ladders.ts';
import { type Served, serveOAuth } from './serve.ts';
import { serveIssuers } from './token/assertions/issuers.ts';
import { serveAgents } from './token/exchange/agents.ts';

const everything = () =>
  serveOAuth({
    signIn: true,
    deviceAuthorization: true,
    accountHeader: 'Acme-Account',
    authorizationDetails: { folder: { title: 'Open a folder', schema: {} } },
    domains: { [API]: { mode: 'live', resourcePaths: ['/mcp'] } },
  });

/** Each with a server of its own, whose clock it may turn. */
const LADDERS: [(served: Served) => Ladder | Promise<Ladder>, () => Promise<Served>][] = [
  [tokenLadder, everything],
  [codeLadder, everything],
  [refreshLadder, everything],
  [clientCredentialsLadder, everything],
  [deviceCodeLadder, everything],
  [exchangeLadder, serveAgents],
  [jwtBearerLadder, serveIssuers],
  [authorizeLadder, everything],
  [pushedLadder, everything],
  [deviceLadder, everything],
  [introspectionLadder, everything],
  [revocationLadder, everything],
  [registrationLadder, everything],
  [userinfoLadder, everything],
  [connectionsLadder, everything],
  [usageLadder, everything],
];

/*
 * A request that is wrong in every way is refused for the first of them; each time it is mended for that one, it is refused
 * for the next.
 */
test('every endpoint asks its checks in the order that ARCHITECTURE gives', async (t) => {
  const page = readFileSync(new URL('../../../ARCHITECTURE.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('\n## The checks of each endpoint\n');
  const [table = ''] = section.split('\n## ');
  const listed = [...table.matchAll(/^\| (\w[\w, ]*) \| (.+) \|$/gm)].map(([, ...row]) => row).slice(1);
  const climbed = new Map<string, string>();
  const names = (rungs: readonly Rung[]) => rungs.map(([check]) => check);
  for (const [ladderOf, serve] of LADDERS) {
    const served = await serve();
    t.after(() => served.close());
    const ladder = await ladderOf(served);
    const cells = ladder.rungs.flatMap((each) => {
      if (!('part' in each)) return names([each]);
      climbed.set(each.part, names(each.rungs).join(' · '));
      return `*${each.part}*`;
    });
    climbed.set(ladder.endpoint, cells.join(' · '));
    await climb(served, ladder);
  }
  assert.deepEqual(listed, [...climbed, ...(await climbConsent())]);
});
