import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAY } from '../../../src/lib/clock.ts';
import { sha256 } from '../../../src/lib/compare.ts';
import { ClientId, GrantId, TenantId, UserId } from '../../../src/model/index.ts';
import { ask } from '../../../src/oauth/consent/ask.ts';
import { type ConsentRequest, type Decidable, findDecidable } from '../../../src/oauth/consent/decidable.ts';
import { type Decision, decide, repeatedConsent } from '../../../src/oauth/consent/decide.ts';
import type { ConsentProblem } from '../../../src/pages/consent/view.ts';
import { spokenIn } from '../../../src/pages/page-api.ts';
import { PostedForm } from '../../../src/pages/posted-form.ts';
import { CALLBACK, client, DEFINITION, openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';

/*
 * Every decision, as the value that it becomes. The page is asked for its note as a browser would post it back.
 */

let site: Site;
before(async () => {
  site = await openSite({
    definition: {
      scopes: {
        ...DEFINITION.scopes,
        report: { title: 'Send a weekly report', optional: true },
        'read:quotes': { title: 'See quotes', optional: true },
      },
    },
  });
});
after(() => site.close());

/** The site's clock, which nothing here turns. */
const START = Date.UTC(2026, 5, 1);
const CONFIDENTIAL = client({ id: 'server', name: 'Reporting server', kind: 'confidential' });

/** Returns the request for `scopes` as `who` could decide it. */
async function decidableBy(
  who: string,
  scopes: string[],
  over: Partial<ConsentRequest> = {},
): Promise<Decidable> {
  const { cookies } = await signedIn(site, who);
  const found = await Promise.all(
    [...cookies.values()].map((secret) => site.api.store.session(sha256(secret), site.clock.now())),
  );
  const visitor = found.find((each) => each !== null);
  assert.ok(visitor);
  const asked: ConsentRequest = {
    ...{ client: CONFIDENTIAL, scopes, details: [], dialects: [], redirectUri: CALLBACK },
    ...{ through: 'authorization_request', tiedTo: 'a query', page: { action: '/' } },
    ...over,
  };
  const decidable = await findDecidable(site.api, asked, visitor, undefined);
  assert.ok(decidable);
  return decidable;
}

async function noteOf(decidable: Decidable): Promise<string> {
  const { body } = await ask(spokenIn(site.api, 'en'), decidable);
  return /name="consent" value="([^"]+)"/.exec(String(body))?.[1] ?? '';
}

function formOf(fields: [string, string][]): PostedForm {
  return PostedForm.kept(new URLSearchParams(fields).toString());
}

const again = (problem: ConsentProblem) => ({ kind: 'again', status: 400, problem }) as const;
const LATE = again('outdated');
const UNDECIDED = again('undecided');
const allowed = {
  ...({ kind: 'allowed', byManager: false, repeated: false } as const),
  ...{ declined: [], expiresAt: null },
};
const VIEWER = ['case.read', 'contact.read'];

const box = (resource: string): [string, string] => ['resource', resource];
const ALLOW: [string, string] = ['decision', 'allow'];

const TABLE: {
  name: string;
  who?: string;
  scopes?: string[];
  fields: [string, string][];
  /** Changes the state between the page and its post. */
  since?: (decidable: Decidable) => Decidable;
  decision: Decision;
}[] = [
  { name: 'deny', fields: [['decision', 'deny']], decision: { kind: 'denied' } },
  {
    name: 'allow',
    fields: [ALLOW],
    decision: { ...allowed, scopes: ['read'], resources: 'unchanged', ceiling: VIEWER },
  },
  {
    name: 'allow, by a manager',
    who: 'ada',
    fields: [ALLOW],
    decision: { ...allowed, byManager: true, scopes: ['read'], resources: 'unchanged', ceiling: ['*'] },
  },
  {
    name: 'allow, with resources, each once',
    scopes: ['read', 'projects'],
    fields: [ALLOW, box('project:11'), box('account:2'), box('project:11')],
    decision: {
      ...allowed,
      scopes: ['read', 'projects'],
      resources: [
        { type: 'project', id: '11' },
        { type: 'account', id: '2' },
      ],
      ceiling: VIEWER,
    },
  },
  {
    name: 'allow, with boxes where the scopes select nothing',
    fields: [ALLOW, box('project:11')],
    decision: { ...allowed, scopes: ['read'], resources: 'unchanged', ceiling: VIEWER },
  },
  {
    name: 'allow, with no resource',
    scopes: ['projects'],
    fields: [ALLOW],
    decision: again('no_resource'),
  },
  {
    name: 'allow, with a resource that was not offered',
    scopes: ['projects'],
    fields: [ALLOW, box('project:11'), box('project:99')],
    decision: { ...again('resource_not_offered'), gone: ['project:99'] },
  },
  {
    name: 'allow, with an optional scope',
    scopes: ['read', 'report'],
    fields: [ALLOW, ['scope', 'report']],
    decision: { ...allowed, scopes: ['read', 'report'], resources: 'unchanged', ceiling: VIEWER },
  },
  {
    name: 'allow, without an optional scope, and with one that was not requested',
    scopes: ['read', 'report'],
    fields: [ALLOW, ['scope', 'write']],
    decision: {
      ...allowed,
      ...{ scopes: ['read'], declined: ['report'], resources: 'unchanged', ceiling: VIEWER },
    },
  },
  {
    name: 'allow, without an optional scope that another one covers',
    scopes: ['read', 'read:quotes'],
    fields: [ALLOW],
    decision: { ...allowed, scopes: ['read', 'read:quotes'], resources: 'unchanged', ceiling: VIEWER },
  },
  {
    name: 'allow, without the only scope',
    scopes: ['report'],
    fields: [ALLOW],
    decision: again('no_scope'),
  },
  {
    name: 'allow, for thirty days',
    fields: [ALLOW, ['expiry', '30']],
    decision: {
      ...allowed,
      ...{ scopes: ['read'], resources: 'unchanged', ceiling: VIEWER },
      expiresAt: START + 30 * DAY,
    },
  },
  ...['31', 'unchanged', '1e9', '-1'].map((expiry) => ({
    name: `allow, for ${expiry}, which was not offered`,
    fields: [ALLOW, ['expiry', expiry] as [string, string]],
    decision: again('expiry_not_offered'),
  })),
  { name: 'nothing', fields: [], decision: UNDECIDED },
  { name: 'another word', fields: [['decision', 'yes']], decision: UNDECIDED },
  { name: 'both', fields: [ALLOW, ['decision', 'deny']], decision: UNDECIDED },
  { name: 'another tenant', fields: [ALLOW, ['show', 'tenant']], decision: { kind: 'again' } },
  {
    name: 'deny, after the request changed',
    fields: [['decision', 'deny']],
    since: (each) => ({ ...each, asked: { ...each.asked, tiedTo: 'another query' } }),
    decision: { kind: 'denied' },
  },
  ...(
    [
      ['another request', { tiedTo: 'another query' }],
      ['other scopes', { scopes: ['read', 'write'] }],
      ['another address', { redirectUri: 'https://elsewhere.example' }],
      ['another name', { client: { ...CONFIDENTIAL, name: 'Another' } }],
      ['another client', { client: { ...CONFIDENTIAL, id: ClientId('app') } }],
    ] as const
  ).map(([what, over]) => ({
    name: `allow, for ${what} than the page showed`,
    fields: [ALLOW],
    since: (each: Decidable): Decidable => ({
      ...each,
      asked: { ...each.asked, ...over, scopes: 'scopes' in over ? [...over.scopes] : each.asked.scopes },
    }),
    decision: LATE,
  })),
  {
    name: 'allow, for another tenant than the page showed',
    fields: [ALLOW],
    since: (each: Decidable) => ({
      ...each,
      membership: { ...each.membership, tenantId: TenantId('org_north') },
    }),
    decision: LATE,
  },
  {
    name: 'allow, after a manager stopped it',
    fields: [ALLOW],
    since: (each) => ({ ...each, obstacle: { code: 'held_by_manager', problem: 'stopped' } }),
    decision: { ...again('stopped'), tried: 'held_by_manager' },
  },
  {
    name: 'deny, after a manager stopped it',
    fields: [['decision', 'deny']],
    since: (each) => ({ ...each, obstacle: { code: 'held_by_manager', problem: 'stopped' } }),
    decision: { kind: 'denied' },
  },
];

describe('a decision', () => {
  for (const { name, who = 'vera', scopes = ['read'], fields, since, decision } of TABLE) {
    it(`is read from a form: ${name}`, async () => {
      const decidable = await decidableBy(who, scopes);
      const form = formOf([['consent', await noteOf(decidable)], ...fields]);
      const made = await decide(site.api, since?.(decidable) ?? decidable, form);
      // A page that is shown again has the form as it was sent.
      const kept = decision.kind === 'again' ? { entered: form } : {};
      assert.deepEqual(made, { ...decision, ...kept });
    });
  }

  it('is not one without the note of the page', async () => {
    const decidable = await decidableBy('vera', ['read']);
    assert.equal((await decide(site.api, decidable, formOf([ALLOW]))).kind, 'again');
  });
});

describe('a consent is repeated without asking', () => {
  const granted = async (over: Partial<ConsentRequest> = {}, scopes = ['read:cases']) => {
    const decidable = await decidableBy('vera', scopes, over);
    const now = site.clock.now();
    const parties = {
      clientId: CONFIDENTIAL.id,
      userId: UserId('vera'),
      tenantId: TenantId('org_harbour'),
      mode: 'live',
    } as const;
    const consent = {
      ...parties,
      newGrantId: GrantId('grant'),
      newConnectedAccountId: null,
      now,
      audit: { allowed: [], held: [] },
    };
    const grant = await site.api.store.recordConsent({
      ...consent,
      ...{ scopes: ['read'], resources: null, ceiling: ['case.read'] },
    });
    return { ...decidable, grant };
  };

  it('for a confidential client that asks for nothing new, under the ceiling of then', async () => {
    assert.deepEqual(repeatedConsent(site.api, await granted()), {
      ...{ kind: 'allowed', byManager: false, repeated: true, declined: [], expiresAt: null },
      ...{ scopes: ['read:cases'], resources: 'unchanged', ceiling: ['case.read'] },
    });
  });

  for (const [name, over, scopes] of [
    ['a public client', { client: { ...CONFIDENTIAL, kind: 'public' } }, undefined],
    ['a platform', { client: { ...CONFIDENTIAL, kind: 'platform' } }, undefined],
    ['a client that registered itself', { client: { ...CONFIDENTIAL, origin: 'registration' } }, undefined],
    ['details', { details: [{ type: 'folder' }] }, undefined],
    ['more scopes', {}, ['read', 'write']],
    ['scopes that select resources', {}, ['projects']],
  ] as const) {
    it(`not for ${name}`, async () => {
      const copied = { ...over, ...('details' in over ? { details: [...over.details] } : {}) };
      assert.equal(
        repeatedConsent(site.api, await granted(copied as Partial<ConsentRequest>, scopes && [...scopes])),
        null,
      );
    });
  }

  it('not where the grant is stopped, narrower or gone, or the person has to be asked in which tenant', async () => {
    const decidable = await granted();
    for (const changed of [
      { obstacle: { code: 'held_by_manager', problem: 'stopped' } },
      { grant: null },
      { grant: { ...decidable.grant, status: 'suspended' } },
      { grant: { ...decidable.grant, status: 'revoked' } },
      { grant: { ...decidable.grant, expiresAt: site.clock.now() } },
      { grant: { ...decidable.grant, resources: [{ type: 'project', id: '11' }] } },
      { memberships: [decidable.membership, decidable.membership] },
    ] as Partial<Decidable>[]) {
      assert.equal(repeatedConsent(site.api, { ...decidable, ...changed }), null, JSON.stringify(changed));
    }
  });
});
