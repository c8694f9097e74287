import { type Client, ClientId, TenantId } from '../../../../src/model/index.ts';
import { secretRecord } from '../../../acme/records.ts';
import { client, NOW, secretOf } from '../../acme.ts';
import { by, type Reply, redeeming, type Served, serveOAuth } from '../../serve.ts';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

const AGENT: Partial<Client> = {
  grantTypes: [TOKEN_EXCHANGE, 'client_credentials'],
  scopes: ['read', 'write:cases'],
  redirectUris: [],
  ownerUserId: null,
  tenantId: null,
};

/** An API whose owner lets agents act for the users of `web` and, in a chain, for each other's. */
export async function serveAgents(over: Parameters<typeof serveOAuth>[0] = {}): Promise<Served> {
  const served = await serveOAuth({
    tokenExchange: {
      mayAct: {
        agent: ['web', 'platform', 'spa'],
        second: ['agent', 'second'],
        abroad: ['web'],
        sandbox: '*',
        'public-agent': '*',
        unregistered: '*',
      },
    },
    ...over,
  });
  await served.api.store.addTenant({ id: TenantId('org_b'), name: 'Birch' }, []);
  const agents = [
    client('agent', { ...AGENT, grantTypes: [TOKEN_EXCHANGE, 'client_credentials', 'refresh_token'] }),
    client('second', AGENT),
    client('unnamed', AGENT),
    client('abroad', { ...AGENT, tenantId: TenantId('org_b') }),
    client('sandbox', { ...AGENT, mode: 'sandbox' }),
    client('public-agent', { ...AGENT, kind: 'public' }),
    client('unregistered', { ...AGENT, grantTypes: ['client_credentials'] }),
  ];
  for (const each of agents) {
    const secret = each.kind === 'public' ? null : secretRecord(each.id, secretOf(each.id), NOW);
    await served.api.store.createClient(each, secret, []);
  }
  return served;
}

/** The tokens of a user of `clientId`, as they come out of a code. */
export async function tokensOf(
  served: Served,
  {
    clientId = ClientId('web'),
    scopes = ['read', 'write'],
    ...form
  }: { clientId?: string; scopes?: string[]; resource?: string } = {},
): Promise<{ access: string; refresh: string }> {
  const code = await served.consent({ clientId: ClientId(clientId), scopes });
  const { json, text } = await served.post(redeeming(code, { client_id: clientId, ...form }));
  if (json.access_token === undefined) throw new Error(text);
  return { access: String(json.access_token), refresh: String(json.refresh_token) };
}

/** Exchanges `subject` as `agent`, unless `form` says otherwise. */
export function exchange(served: Served, subject: string, form: Record<string, string> = {}): Promise<Reply> {
  return served.post({
    grant_type: TOKEN_EXCHANGE,
    subject_token: subject,
    subject_token_type: ACCESS_TOKEN,
    ...by(form.client_id ?? 'agent'),
    ...form,
  });
}

export async function introspect(served: Served, token: unknown, clientId: string) {
  const reply = await served.post({ token: String(token), ...by(clientId) }, { path: '/oauth/introspect' });
  return reply.json;
}
