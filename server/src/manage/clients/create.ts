import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { newId } from '../../lib/ids.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { type Client, clientRecord, type Membership } from '../../model/index.ts';
import { newClientSecret } from '../../tokens/client-secret.ts';
import { type ClientInput, type ClientProblems, checkClient } from './input.ts';

/**
 * Creates a client for one user. The answer contains its secret, if any, which is stored nowhere in the
 * clear.
 */
export async function createOwnClient(
  api: Api,
  request: Inbound,
  owner: Pick<Membership, 'userId' | 'tenantId'>,
  input: ClientInput,
): Promise<Result<{ client: Client; secret: string | null }, ClientProblems>> {
  const checked = checkClient(api, input);
  if (!checked.ok) return checked;
  const now = api.clock.now();
  const client = clientRecord({
    ...checked.value,
    id: newId('client'),
    authMethod: checked.value.kind === 'public' ? 'none' : null,
    ownerUserId: owner.userId,
    tenantId: owner.tenantId,
    // A client's own token acts as its creator, within their role: a client must not have more rights than
    // its creator.
    actsAsUserId: checked.value.grantTypes.includes('client_credentials') ? owner.userId : null,
    origin: 'page',
    createdAt: now,
  });
  const secret = client.kind === 'public' ? null : newClientSecret(api, client, now);
  const row = auditEvent(api, request, 'client.created', {
    userId: owner.userId,
    tenantId: owner.tenantId,
    clientId: client.id,
    mode: client.mode,
    detail: {
      name: client.name,
      kind: client.kind,
      redirectUris: client.redirectUris,
      scopes: client.scopes,
    },
  });
  const most = api.config.limits.clientsPerPerson;
  if ((await api.store.createClient(client, secret?.record ?? null, [row], most)) === 'too_many') {
    const name = `You have ${most} clients, which is as many as there can be. Delete one that you no longer need.`;
    return refused({ name });
  }
  return ok({ client, secret: secret?.secret ?? null });
}
