import { eventWithoutRequest, hashPassword, newManagementToken, sha256, UserId } from 'latchkey/seed';
import type { Api } from 'latchkey/start';

interface Secrets {
  managementToken(prefix: string): string;
}

/** The person who works for the API owner: signs in at the dashboard and may change everything there. */
export function operatorOf({ config }: Api) {
  return {
    id: 'user_operator',
    email: `olivia@${config.name}.example`,
    name: 'Olivia Okafor',
    password: `olivia-operates-${config.name}`,
    role: 'owner',
  } as const;
}

/** Returns where the management API of an API is, and the token of its owner. */
export function managementOf(api: Api, secrets: Secrets) {
  const url = `${api.address.origin}${api.config.management.path}`;
  return { url, document: `${url}/openapi.json`, token: tokenOf(api, secrets) };
}

/** Creates the operator and the owner's token, unless a start before did. */
export async function plantManagement(api: Api, secrets: Secrets): Promise<void> {
  const token = tokenOf(api, secrets);
  if (await api.store.managementTokenByHash(sha256(token))) return;
  const { id, email, name, password, role } = operatorOf(api);
  const userId = UserId(id);
  const createdAt = api.clock.now();
  await api.store.addUser(
    { id: userId, email, name, passwordHash: await hashPassword(password), createdAt },
    [eventWithoutRequest('user.created', createdAt, { userId })],
  );
  await api.store.setOperator({ userId, role, createdAt }, [
    eventWithoutRequest('operator.set', createdAt, { userId, detail: { role } }),
  ]);
  const given = {
    name: 'The tour',
    scopes: ['manage:write'],
    tenantId: null,
    madeBy: null,
    createdAt,
    expiresAt: null,
  };
  const { record } = newManagementToken(api.config, given, token);
  await api.store.createManagementToken(record, [
    eventWithoutRequest('management_token.created', createdAt, {
      detail: { tokenId: record.id, name: record.name, scopes: record.scopes },
    }),
  ]);
}

function tokenOf({ config }: Api, secrets: Secrets): string {
  return secrets.managementToken(config.tokens.prefixes.management);
}
