import type { Client } from '../../../src/model/index.ts';
import { secretRecord } from '../../acme/records.ts';
import { client, openSite, type Site } from '../../pages/site.ts';
import { consentFields, type Page, type Visitor } from '../../pages/visitor.ts';

export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';
export const SECRET = 'the secret of a sign in a shop';

export interface Reply {
  status: number;
  headers: Headers;
  json: Record<string, unknown>;
}

/** A site whose API lets devices ask, with a television and a sign in a shop, which belongs to a platform. */
export async function openTelevisionSite(): Promise<Site> {
  const tv: Partial<Client> = { name: 'Harbour TV', kind: 'public', redirectUris: [], authMethod: 'none' };
  const site = await openSite({
    definition: { deviceAuthorization: true },
    clients: [
      client({ id: 'tv', ...tv, grantTypes: [DEVICE_CODE, 'refresh_token'] }),
      client({ id: 'radio', ...tv, name: 'Harbour Radio', grantTypes: [DEVICE_CODE] }),
      client({ id: 'browser-only', ...tv, grantTypes: ['authorization_code'] }),
    ],
  });
  const now = site.api.clock.now();
  await site.api.store.createClient(
    client({
      id: 'shop-sign',
      name: 'Shop sign',
      grantTypes: [DEVICE_CODE, 'refresh_token'],
      redirectUris: [],
    }),
    secretRecord('shop-sign', SECRET, now),
    [],
  );
  return site;
}

/** Posts a form, as a device without a browser does. */
export async function post(
  site: Site,
  path: string,
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const { port } = new URL(site.origin);
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  });
  return {
    status: answer.status,
    headers: answer.headers,
    json: (await answer.json()) as Record<string, unknown>,
  };
}

export interface Codes {
  device: string;
  user: string;
}

/** Asks for codes, as a public client unless `form` says otherwise. */
export async function ask(site: Site, form: Record<string, string> = {}): Promise<Codes> {
  const { json } = await post(site, '/oauth/device', { client_id: 'tv', scope: 'read', ...form });
  return { device: String(json.device_code), user: String(json.user_code) };
}

export function poll(site: Site, codes: Codes, form: Record<string, string> = {}): Promise<Reply> {
  return post(site, '/oauth/token', {
    grant_type: DEVICE_CODE,
    client_id: 'tv',
    device_code: codes.device,
    ...form,
  });
}

/** Enters a code on the page and returns what is shown: the consent page, when the code is good. */
export async function enter(browser: Visitor, userCode: string): Promise<Page> {
  const page = await browser.get('/device');
  return browser.post('/device', { csrf: page.field('csrf'), user_code: userCode });
}

/** Everything that the consent page for a device posts besides the decision. */
export function deviceFields(page: Page): Record<string, string> {
  return { ...consentFields(page), user_code: page.field('user_code'), found: page.field('found') };
}

/** Enters the code and decides. */
export async function decide(
  browser: Visitor,
  userCode: string,
  decision: 'allow' | 'deny',
  more: Record<string, string> = {},
): Promise<Page> {
  const page = await enter(browser, userCode);
  return browser.post('/device', { ...deviceFields(page), decision, ...more });
}
