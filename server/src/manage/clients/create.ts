import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { newId } from '../../lib/ids.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { type Client, clientRecord, type Mail, type TenantId, type UserId } from '../../model/index.ts';
import { newClientSecret } from '../../tokens/client-secret.ts';
import { sentence } from '../../words/sentence.ts';
import { mailsAboutWaiting } from '../operators/approval-mails.ts';
import { type CheckedClient, type ClientInput, type ClientProblems, checkClient } from './input.ts';
import { type ClientWords, withWords } from './words.ts';

/**
 * Creates a client for one user; without a tenant, for a developer who signed up. The answer contains its secret, if any, which is stored nowhere in the
 * clear.
 */
export async function createOwnClient(
  api: Api,
  request: Inbound,
  owner: { userId: UserId; tenantId: TenantId | null },
  input: ClientInput,
  words: ClientWords = {},
): Promise<Result<NewClient, ClientProblems>> {
  const checked = checkClient(api, input);
  if (!checked.ok) return checked;
  const { kind, grantTypes } = checked.value;
  const own = clientRecord({
    ...checked.value,
    id: newId('client'),
    authMethod: kind === 'public' ? 'none' : null,
    ownerUserId: owner.userId,
    // A platform acts for connected accounts; a token of its own that opened its maker's tenant would open that to each of its users.
    tenantId: kind === 'platform' ? null : owner.tenantId,
    // A client's own token acts as its creator, within their role: a client must not have more rights than
    // its creator.
    actsAsUserId: kind !== 'platform' && grantTypes.includes('client_credentials') ? owner.userId : null,
    origin: 'page',
    settings: waitsForApproval(api, checked.value) ? { standing: 'pending' } : {},
    createdAt: api.clock.now(),
  });
  return create(api, request, withWords(own, words), { by: null });
}

function waitsForApproval({ config }: Api, { kind, mode }: Pick<Client, 'kind' | 'mode'>): boolean {
  const { approval } = config.developers;
  if (approval === 'platforms') return kind === 'platform' && mode === 'live';
  return approval === 'all' || (approval === 'live' && mode === 'live');
}

export interface NewClient {
  client: Client;
  secret: string | null;
}

/** Creates a client of an operator, who vouches for it. */
export function createClient(
  api: Api,
  request: Inbound,
  checked: CheckedClient & Pick<Client, 'ownerUserId' | 'tenantId' | 'actsAsUserId'>,
  words: ClientWords,
  by: string,
): Promise<Result<NewClient, ClientProblems>> {
  const client = clientRecord({
    ...checked,
    id: newId('client'),
    authMethod: checked.kind === 'public' ? 'none' : null,
    origin: 'seed',
    createdAt: api.clock.now(),
  });
  return create(api, request, withWords(client, words), { by });
}

async function create(
  api: Api,
  request: Inbound,
  client: Client,
  { by }: { by: string | null },
): Promise<Result<NewClient, ClientProblems>> {
  const secret = client.kind === 'public' ? null : newClientSecret(api, client, client.createdAt);
  const { name, kind, redirectUris, scopes } = client;
  const row = auditEvent(api, request, 'client.created', {
    userId: client.ownerUserId,
    tenantId: client.tenantId,
    clientId: client.id,
    mode: client.mode,
    detail: { name, kind, redirectUris, scopes, ...(by === null ? {} : { by }) },
  });
  const most = client.origin === 'page' ? api.config.limits.clientsPerPerson : undefined;
  const mails = client.settings.standing === 'pending' ? await mailsToOwners(api, client) : [];
  if ((await api.store.createClient(client, secret?.record ?? null, [row], { most, mails })) === 'too_many') {
    return refused({ name: sentence('tooManyClients', most ?? 0) });
  }
  return ok({ client, secret: secret?.secret ?? null });
}

async function mailsToOwners(api: Api, client: Client): Promise<Mail[]> {
  const { ownerUserId } = client;
  const by = ownerUserId === null ? null : await api.store.userById(ownerUserId);
  return mailsAboutWaiting(api, { client, by });
}
