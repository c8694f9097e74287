import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Caller } from '@latchkey/guard';
import type { FastifyInstance } from 'fastify';
import { convertApp } from '../convert/app.ts';
import config from '../convert/latchkey.config.ts';
import { BRIGHTLANE, SOLSTICE } from '../convert/people.ts';
import { listResources } from '../convert/resources.ts';
import type { Experience } from '../convert/types.ts';
import { callerOf, type SignedCalls, signedCalls } from './signed-calls.ts';

const OPENAPI = new URL('../convert/openapi.yaml', import.meta.url);
const GUARD_KEY = 'guard-key-of-convert';
const NORTHWIND = '/api/v2/accounts/10041';
const KESTREL = '/api/v2/accounts/10042';

const mara = callerOf(BRIGHTLANE, 'user_mara');
const sofia = callerOf(SOLSTICE, 'user_sofia');
/** Mara, through an application for which she picked these. */
const picked = (...refs: string[]): Caller => ({
  ...mara,
  token: 'plain',
  resources: refs.map((ref) => {
    const [type = '', id = ''] = ref.split(':');
    return { type, id };
  }),
});

interface Page {
  data: { id: string }[];
}

interface Problem {
  code: string;
  errors: { pointer: string; detail: string }[];
}

describe('the Convert API', () => {
  let calls: SignedCalls;
  let folder: string;
  let app: FastifyInstance;
  let origin: string;

  before(async () => {
    calls = await signedCalls(config, OPENAPI);
    folder = await mkdtemp(join(tmpdir(), 'convert-'));
    app = convertApp({ folder, latchkey: calls.latchkey, guardKey: GUARD_KEY });
    origin = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  after(async () => {
    await app.close();
    await calls.close();
    await rm(folder, { recursive: true });
  });

  const get = (who: Caller, path: string) => calls.call(origin, who, 'GET', path);
  const send = (who: Caller, method: string, path: string, body?: unknown) =>
    calls.call(origin, who, method, path, body);
  const ids = async (who: Caller, path: string) => {
    const answer = await get(who, path);
    assert.equal(answer.status, 200, answer.text);
    return answer
      .json<Page>()
      .data.map(({ id }) => id)
      .toSorted();
  };

  describe('the selection', () => {
    it('is everything the person works on, where nothing had to be picked', async () => {
      assert.deepEqual(await ids(mara, '/api/v2/accounts'), ['10041', '10042', '10043']);
      assert.deepEqual(await ids(mara, `${NORTHWIND}/projects`), ['100411', '100412', '100413']);
    });

    it('is a whole account with all its projects', async () => {
      const caller = picked('account:10041');
      assert.deepEqual(await ids(caller, '/api/v2/accounts'), ['10041']);
      assert.deepEqual(await ids(caller, `${NORTHWIND}/projects`), ['100411', '100412', '100413']);
      assert.equal((await get(caller, `${NORTHWIND}/projects/100413`)).status, 200);
      assert.equal((await get(caller, `${KESTREL}/projects`)).status, 404);
    });

    it('is an account that has no project yet', async () => {
      assert.deepEqual(await ids(picked('account:10043'), '/api/v2/accounts'), ['10043']);
      assert.deepEqual(await ids(picked('account:10043'), '/api/v2/accounts/10043/projects'), []);
    });

    it('is one project, whose account then shows that project only', async () => {
      const caller = picked('project:100412');
      assert.deepEqual(await ids(caller, '/api/v2/accounts'), ['10041']);
      assert.equal((await get(caller, NORTHWIND)).status, 200);
      assert.deepEqual(await ids(caller, `${NORTHWIND}/projects`), ['100412']);
      assert.equal((await get(caller, `${NORTHWIND}/projects/100412`)).status, 200);
      assert.equal((await get(caller, `${NORTHWIND}/projects/100411`)).status, 404);
    });

    it('is nothing when nothing was picked', async () => {
      assert.deepEqual(await ids(picked(), '/api/v2/accounts'), []);
      assert.equal((await get(picked(), NORTHWIND)).status, 404);
    });

    it('counts by kind: a project with the number of an account opens nothing of it', async () => {
      assert.deepEqual(await ids(picked('project:10041', 'account:100411'), '/api/v2/accounts'), []);
    });

    it('never opens a project through the address of another account', async () => {
      const whole = picked('account:10041');
      const both = picked('account:10041', 'account:10042');
      const single = picked('project:100421');
      const attempts: [Caller, string][] = [
        [whole, `${NORTHWIND}/projects/100421`],
        [both, `${NORTHWIND}/projects/100421`],
        [single, `${NORTHWIND}/projects/100421`],
        [mara, `${NORTHWIND}/projects/100421`],
      ];
      const none = await get(whole, `${NORTHWIND}/projects/999999`);
      for (const [caller, path] of attempts) {
        for (const [method, below, body] of [
          ['GET', ''],
          ['PATCH', '', { status: 'paused' }],
          ['GET', '/experiences'],
          ['GET', '/goals'],
          ['GET', '/experiences/exp_first_bag'],
          ['DELETE', '/experiences/exp_first_bag'],
        ] as const) {
          const answer = await send(caller, method, path + below, body);
          assert.equal(answer.status, 404, `${method} ${path}${below}`);
          assert.equal(answer.text, none.text);
        }
      }
      assert.equal((await get(mara, `${KESTREL}/projects/100422/experiences/exp_first_bag`)).status, 200);
    });

    it('never opens an experience or a goal through the address of another project', async () => {
      for (const path of ['experiences/exp_one_page', 'goals/goal_order']) {
        assert.equal((await get(mara, `${NORTHWIND}/projects/100412/${path}`)).status, 200);
        assert.equal((await get(mara, `${NORTHWIND}/projects/100411/${path}`)).status, 404);
      }
    });

    it('never reaches what the person does not work on, even if it was picked', async () => {
      const lena = { ...callerOf(BRIGHTLANE, 'user_lena'), resources: picked('account:10041').resources };
      assert.deepEqual(await ids(lena, '/api/v2/accounts'), []);
      assert.equal((await get(lena, `${NORTHWIND}/projects/100411`)).status, 404);
    });

    it('never reaches another company, even if it was picked', async () => {
      const caller = picked('account:10077', 'project:100771');
      assert.deepEqual(await ids(caller, '/api/v2/accounts'), []);
      const theirs = await get(caller, '/api/v2/accounts/10077/projects/100771');
      const none = await get(caller, '/api/v2/accounts/99999/projects/999999');
      assert.equal(theirs.status, 404);
      assert.equal(theirs.text, none.text);
      assert.deepEqual(JSON.parse(theirs.text), {
        type: 'about:blank',
        title: 'Not Found',
        status: 404,
        detail: 'There is nothing here under this address.',
        code: 'not_found',
      });
      assert.deepEqual(await ids(sofia, '/api/v2/accounts'), ['10077']);
    });

    it('is nothing for an application that acts for nobody', async () => {
      const nobody = callerOf(BRIGHTLANE, null, { token: 'client' });
      assert.equal((await get(nobody, '/api/v2/accounts')).status, 404);
    });
  });

  describe('experiences', () => {
    const at = `${NORTHWIND}/projects/100411/experiences`;
    const variations = [
      { key: 'original', name: 'Green', traffic: 33.3 },
      { key: 'blue', name: 'Blue', traffic: 33.3 },
      { key: 'red', name: 'Red', traffic: 33.4 },
    ];
    const sound = { name: 'Button', type: 'a/b', url: 'https://shop.northwind.example/', variations };

    it('are created, changed and, as drafts, deleted', async () => {
      const made = await send(mara, 'POST', at, { ...sound, goal_ids: ['goal_basket'] });
      assert.equal(made.status, 201, made.text);
      const path = `${at}/${made.json<Experience>().id}`;
      assert.deepEqual((await get(mara, path)).json<Experience>().variations, variations);
      const changed = await send(mara, 'PATCH', path, { traffic_distribution: 12.5 });
      assert.equal(changed.json<Experience>().traffic_distribution, 12.5);
      assert.ok((await ids(mara, `${at}?status=draft`)).includes(made.json<Experience>().id));
      assert.equal((await send(mara, 'DELETE', path)).status, 204);
      assert.equal((await get(mara, path)).status, 404);
    });

    it('name what contradicts itself', async () => {
      const refused = await send(mara, 'POST', at, {
        ...sound,
        variations: [
          { key: 'a', name: 'A', traffic: 50 },
          { key: 'a', name: 'B', traffic: 40 },
        ],
        goal_ids: ['goal_basket', 'goal_order'],
      });
      assert.equal(refused.status, 422);
      assert.deepEqual(
        refused.json<Problem>().errors.map(({ pointer }) => pointer),
        ['#/variations', '#/variations', '#/goal_ids/1'],
      );
      assert.match(refused.json<Problem>().errors[0]?.detail ?? '', /add up to 100, not 90/);
      const scheme = await send(mara, 'POST', at, { ...sound, url: 'javascript:alert(1)' });
      assert.equal(scheme.json<Problem>().errors[0]?.pointer, '#/url');
    });

    it('stay as they were once visitors have seen them', async () => {
      const running = `${at}/exp_hero_image`;
      assert.equal((await send(mara, 'PATCH', running, { variations })).status, 409);
      assert.equal((await send(mara, 'DELETE', running)).status, 409);
      const completed = `${NORTHWIND}/projects/100412/experiences/exp_free_delivery`;
      assert.equal((await send(mara, 'PATCH', completed, { name: 'Better' })).status, 409);
    });
  });

  it('keeps a goal that an experience counts, and wants a target where one belongs', async () => {
    const at = `${NORTHWIND}/projects/100412/goals`;
    assert.equal((await send(mara, 'DELETE', `${at}/goal_order`)).status, 409);
    assert.equal((await send(mara, 'POST', at, { name: 'Signed up', type: 'visits_page' })).status, 422);
    assert.equal(
      (await send(mara, 'POST', at, { name: 'Money', type: 'revenue', target: '/x' })).status,
      422,
    );
    const made = await send(mara, 'POST', at, { name: 'Signed up', type: 'visits_page', target: '/welcome' });
    assert.equal(made.status, 201);
    assert.equal((await send(mara, 'DELETE', `${at}/${made.json<{ id: string }>().id}`)).status, 204);
  });

  describe('for browsers', () => {
    it('answers a preflight without an identity', async () => {
      const answer = await fetch(`${origin}${NORTHWIND}/projects/100411`, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://tool.example',
          'access-control-request-method': 'PATCH',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
      assert.equal(answer.status, 204);
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      assert.match(answer.headers.get('access-control-allow-methods') ?? '', /\bPATCH\b/);
      assert.equal(answer.headers.get('access-control-allow-headers'), 'Authorization, Content-Type');
      assert.equal(answer.headers.get('access-control-allow-credentials'), null);
    });

    it('lets a page read answers and refusals alike', async () => {
      const origins = [
        (await get(mara, NORTHWIND)).headers,
        (await get(mara, '/api/v2/accounts/0')).headers,
        (await fetch(`${origin}${NORTHWIND}`)).headers,
        (await fetch(`${origin}/nothing`)).headers,
      ].map((headers) => headers.get('access-control-allow-origin'));
      assert.deepEqual(origins, ['*', '*', '*', '*']);
    });
  });

  it('refuses a call without an identity, and one that was given for another operation', async () => {
    const path = `${origin}${NORTHWIND}/projects/100411`;
    assert.equal((await fetch(path)).status, 401);
    const carried = calls.identity({ ...mara, operation: 'getAccount' });
    assert.equal((await fetch(path, { headers: { 'latchkey-identity': carried } })).status, 401);
  });

  describe('the resources that a user can select', () => {
    const who = {
      user: { id: 'user_mara', email: 'mara@brightlane.example' },
      tenant: { id: BRIGHTLANE.id },
    };
    const environment = { CONVERT_UPSTREAM: '', CONVERT_GUARD_KEY: GUARD_KEY };

    before(() => Object.assign(process.env, environment, { CONVERT_UPSTREAM: origin }));
    after(() => {
      for (const name of Object.keys(environment)) delete process.env[name];
    });

    it('is asked of the API: accounts, each with its projects', async () => {
      const resources = await listResources(who);
      assert.deepEqual(
        resources.map(({ type, id, parent }) => `${parent ? `${parent.id}/` : ''}${type}:${id}`),
        [
          'account:10043',
          'account:10042',
          '10042/project:100421',
          '10042/project:100422',
          'account:10041',
          '10041/project:100412',
          '10041/project:100411',
          '10041/project:100413',
        ],
      );
      const theirs = await listResources({ ...who, user: { id: 'user_lena', email: '' } });
      assert.deepEqual(
        theirs.map(({ id }) => id),
        ['10042', '100421', '100422'],
      );
      assert.deepEqual(await listResources({ ...who, tenant: { id: SOLSTICE.id } }), []);
    });

    it('is shown to nobody without the guard key', async () => {
      const path = `${origin}/internal/resources?user=user_mara&tenant=${BRIGHTLANE.id}`;
      const nothing = await (await fetch(`${origin}/nothing`)).text();
      for (const key of ['', 'wrong', `${GUARD_KEY}x`]) {
        const answer = await fetch(path, { headers: { 'latchkey-guard-key': key } });
        assert.equal(answer.status, 404);
        assert.equal(await answer.text(), nothing);
      }
    });

    it('says in one sentence what is wrong when it cannot be asked', async () => {
      try {
        process.env.CONVERT_UPSTREAM = 'http://127.0.0.1:1';
        await assert.rejects(listResources(who), /The Convert API does not answer/);
        delete process.env.CONVERT_UPSTREAM;
        await assert.rejects(listResources(who), /Set CONVERT_UPSTREAM/);
        process.env.CONVERT_UPSTREAM = origin;
        process.env.CONVERT_GUARD_KEY = 'wrong';
        await assert.rejects(listResources(who), /answered 404/);
      } finally {
        Object.assign(process.env, environment, { CONVERT_UPSTREAM: origin });
      }
    });
  });
});
