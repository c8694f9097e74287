import { after, before, describe, it } from 'node:test';
import { refusalAnswer } from '../../src/guard/refusal/answer.ts';
import { scopeOf } from '../../src/manage/api/operation.ts';
import { OPERATIONS } from '../../src/manage/operations.ts';
import { connectionRows } from '../guard/refusal/rows/connection.ts';
import { permissionRows } from '../guard/refusal/rows/permission.ts';
import { proofRows } from '../guard/refusal/rows/proof.ts';
import { tokenRows } from '../guard/refusal/rows/token.ts';
import { NOW, openWorld, type World } from '../guard/world.ts';
import { CONFIGURED, type Served, serve } from './apis.ts';
import { bearerRefusals, refusals } from './oauth-reasons.ts';
import { assertRecorded, type Sections } from './recorded.ts';

/*
 * Everything that clients and programs around Latchkey see and depend on, as it was when it was last changed on
 * purpose: a change of the code that changes none of it is a change of the code alone.
 */

it('every inner reason of an OAuth endpoint is answered as recorded', () => {
  assertRecorded('oauth-refusals.txt', refusals());
  assertRecorded('bearer-refusals.txt', bearerRefusals());
});

describe('the guard', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  it('refuses calls in the words that are recorded', async () => {
    const sections: Sections = {};
    for (const row of [...tokenRows, ...proofRows, ...connectionRows, ...permissionRows]) {
      world.clock.now = NOW;
      const decision = await row.call(world);
      if (decision.outcome !== 'deny') throw new Error(`${row.title} was let through`);
      const { status, headers, body } = refusalAnswer(decision.refusal);
      sections['the checks of every refusal'] = [decision.refusal.checks.map(({ check }) => check).join(' ')];
      const { checks = [], ...members } = JSON.parse(String(body)) as Problem;
      sections[row.title] = [
        `${status}`,
        ...Object.entries(headers)
          .filter(([name]) => !OF_EVERY_REFUSAL.has(name))
          .map(([name, value]) => `${name}: ${value}`),
        ...Object.entries(members)
          .filter(([name]) => !OF_EVERY_REFUSAL.has(name))
          .map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
        ...checks
          .filter(({ outcome }) => outcome === 'failed')
          .map(({ check, detail }) => `failed: ${check}: ${detail}`),
      ].map(withoutChance);
    }
    assertRecorded('guard-refusals.txt', sections);
  });
});

it('the operations of the management API are those that are recorded', () => {
  const lines = OPERATIONS.map(
    (each) => `${each.path} ${each.method} ${each.id} ${scopeOf(each)} ${each.whom}`,
  );
  assertRecorded('management.txt', { '/manage': lines.sort() });
});

describe('the APIs of all configurations', () => {
  const open = new Map<string, Served>();
  before(async () => {
    for (const [name, configured] of Object.entries(CONFIGURED)) open.set(name, await serve(configured));
  });
  after(async () => {
    for (const served of open.values()) await served.close();
  });

  it('have the routes that are recorded, at their hosts', async () => {
    const sections: Sections = {};
    for (const [name, { api, routes }] of open) {
      for (const [host, { mode }] of api.address.hosts) {
        const { path: management } = api.config.management;
        const here = routes.filter(
          ({ hosts, path }) => hosts.includes(host) && !path.startsWith(`${management}/`),
        );
        sections[`${name}: ${host} (${mode ?? 'no domain'})`] = here
          .map(({ method, path }) => `${withoutChance(path)} ${method}`)
          .sort();
      }
    }
    assertRecorded('routes.txt', sections);
  });

  it('describe themselves as recorded', async () => {
    const sections: Sections = {};
    for (const [name, { routes, ask }] of open) {
      // A key set is keys, and those are made by chance.
      const described = routes.filter(
        ({ path }) => path.includes('/.well-known/') && !path.endsWith('jwks.json'),
      );
      for (const { hosts, path } of described) {
        for (const host of new Set(hosts)) {
          const { status, text } = await ask('GET', host, path);
          const members = Object.entries(JSON.parse(text) as Record<string, unknown>);
          sections[`${name}: ${host}${path}`] = [
            `${status}`,
            ...members.map(([member, value]) => `${member}: ${written(value)}`).sort(),
          ];
        }
      }
    }
    assertRecorded('metadata.txt', sections);
  });

  it('answer without a key at the internal endpoints as recorded', async () => {
    const sections: Sections = {};
    for (const [name, { api, ask }] of open) {
      if (name !== 'everything') continue;
      const [host = ''] = api.address.hosts.keys();
      for (const endpoint of INTERNAL) {
        const path = endpoint.startsWith('/') ? endpoint : `/.latchkey/${api.config.name}/${endpoint}`;
        sections[path] = [];
        for (const method of ['GET', 'POST', 'PUT']) {
          const { status, text } = await ask(method, host, path);
          const { code, detail, ...members } = JSON.parse(text) as Problem;
          sections[path].push(
            `${method} ${status} ${code ?? Object.keys(members).join(' ')} ${detail ?? ''}`.trimEnd(),
          );
        }
      }
    }
    assertRecorded('internal.txt', sections);
  });
});

const INTERNAL = [
  '/healthz',
  '/readyz',
  'jwks',
  'check',
  'envoy/things',
  'selection',
  'resource-metadata',
  'decisions',
  'events',
  'calls',
  'usage',
  'nothing',
];

/** As RFC 9457 has it, with the checks of the guard. */
interface Problem {
  code?: string;
  detail?: string;
  checks?: { check: string; outcome: string; detail?: string }[];
}

const OF_EVERY_REFUSAL = new Set(['content-type', 'cache-control', 'pragma', 'type', 'status']);

function written(value: unknown): string {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? value.join(' ')
    : JSON.stringify(value);
}

/** Ids and nonces are made by chance, and an asset is named for its content. */
function withoutChance(line: string): string {
  return line
    .replace(/^(\/assets\/[a-z]+)\.[\w-]+\./, '$1.….')
    .replace(/\b(conn|req|grt|fam|tok)_[A-Za-z0-9_-]{10,}/g, '$1_…')
    .replace(/^(dpop-nonce): .*/, '$1: …');
}
