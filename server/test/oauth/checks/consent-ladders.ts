import assert from 'node:assert/strict';
import { ClientId, TenantId, UserId } from '../../../src/model/index.ts';
import { authorizePath, client, openSite, type Site } from '../../pages/site.ts';
import { codeIn, consentFields, type Page, signedIn } from '../../pages/visitor.ts';
import { ask, DEVICE_CODE, deviceFields, enter } from '../device/television.ts';

type Fields = Record<string, string>;
/** A check, the words of the page that comes back, and the change after which a form passes it. */
type Step = [check: string, words: RegExp, mend: (fields: Fields) => unknown];

const OWN_FORM = 'the form is of this session';

/**
 * Posts a form that is wrong in every way at both consent endpoints, mends it check by check, and returns the rows of
 * the table.
 */
export async function climbConsent(): Promise<[endpoint: string, checks: string][]> {
  const site = await openSite({
    definition: {
      deviceAuthorization: true,
      scopes: {
        read: { title: 'See cases', optional: true },
        projects: { title: 'Work on projects', optional: true, selectsResources: true },
      },
    },
    clients: [
      client({
        ...{ id: 'tool', kind: 'public', authMethod: 'none' },
        grantTypes: ['authorization_code', DEVICE_CODE],
      }),
    ],
  });
  try {
    return [...(await atAuthorize(site)), ...(await atDevice(site))];
  } finally {
    await site.close();
  }
}

async function atAuthorize(site: Site): Promise<[string, string][]> {
  const vera = await signedIn(site, 'vera');
  const path = authorizePath({ client_id: 'tool', scope: 'read projects' });
  const show = async () => consentFields(await vera.get(path));
  const post = (fields: Fields) => vera.post(path, fields);
  assert.ok(codeIn(await post({ ...(await show()), ...ALLOWED })));
  const { csrf = '', tenant = '' } = await show();
  const own: Step[] = [[OWN_FORM, /no longer valid/, (fields) => Object.assign(fields, { csrf, tenant })]];
  const shared = consentSteps(site, show);
  const last = await climb(post, [...own, ...shared]);
  assert.ok(codeIn(last), last.text);
  return [
    ['authorize, posted', `${OWN_FORM} · *consent*`],
    ['consent', shared.map(([check]) => check).join(' · ')],
  ];
}

async function atDevice(site: Site): Promise<[string, string][]> {
  const vera = await signedIn(site, 'vera');
  const codes = await ask(site, { client_id: 'tool', scope: 'read projects' });
  const show = async () => deviceFields(await enter(vera, codes.user));
  const post = (fields: Fields) => vera.post('/device', fields);
  const { csrf = '', tenant = '', found = '', user_code = '' } = await show();
  const steps: Step[] = [
    [OWN_FORM, /no longer valid/, (fields) => Object.assign(fields, { csrf, tenant })],
    ['the user code looks like one', /eight letters/, (fields) => (fields.user_code = 'BCDF-GHJK')],
    ['a device shows it', /not known/, (fields) => Object.assign(fields, { user_code, found })],
  ];
  const last = await climb(post, [...steps, ...consentSteps(site, show)]);
  assert.match(last.text, /Casebridge is connected/);
  return [['device page', `${steps.map(([check]) => check).join(' · ')} · *consent*`]];
}

const ALLOWED = { decision: 'allow', resource: 'project:11', scope: 'projects' };

function consentSteps(site: Site, show: () => Promise<Fields>): Step[] {
  const suspend = async (suspended: boolean) => {
    const { store, clock } = site.api;
    const tenantId = TenantId('org_harbour');
    const grant = await store.grantFor(ClientId('tool'), UserId('vera'), tenantId);
    assert.ok(grant);
    await store.suspendGrant({ grantId: grant.id, tenantId, suspended, now: clock.now(), audit: [] });
  };
  return [
    [
      'there is a decision',
      /Choose whether to allow/,
      async (fields) => {
        fields.decision = 'allow';
        await suspend(true);
      },
    ],
    [
      'it is about the page that was shown',
      /out of date/,
      async (fields) => Object.assign(fields, await show()),
    ],
    [
      'nothing stands in the way of the connection',
      /This connection is suspended/,
      async (fields) => {
        await suspend(false);
        Object.assign(fields, await show(), { expiry: 'forever' });
      },
    ],
    ['a scope is left', /at least one thing ticked/, (fields) => (fields.scope = ALLOWED.scope)],
    ['the length is on offer', /Choose how long/, (fields) => (fields.expiry = '30')],
    [
      'selected resources are on offer',
      /Choose at least one thing/,
      (fields) => (fields.resource = ALLOWED.resource),
    ],
  ];
}

async function climb(post: (fields: Fields) => Promise<Page>, steps: Step[]): Promise<Page> {
  const fields: Fields = {};
  for (const [check, words, mend] of steps) {
    assert.match((await post(fields)).text, words, check);
    await mend(fields);
  }
  return post(fields);
}
