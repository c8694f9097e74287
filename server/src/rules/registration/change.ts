import { z } from 'zod';
import { type Client, type ClientAuthMethod, usesSecret } from '../../model/index.ts';
import { suitsKind } from '../client/kind.ts';

/** Members of a registration that only the server sets (RFC 7592 section 2.2). */
const SERVER_MEMBERS = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
];

const identity = z.object({ client_id: z.string(), client_secret: z.string().optional() });

/**
 * Returns, as a sentence, why a client may not replace its metadata with `body`, or `null` if it may (RFC
 * 7592 section 2.2).
 *
 * @param isSecret returns whether a value is a valid secret of this client
 */
export function changeProblem(
  body: unknown,
  client: Client,
  wanted: Pick<Client, 'settings'> & { authMethod: ClientAuthMethod },
  isSecret: (value: string) => boolean,
): string | null {
  const parsed = identity.safeParse(body);
  if (!parsed.success || parsed.data.client_id !== client.id) {
    return 'client_id must be the one that is being changed.';
  }
  const own = SERVER_MEMBERS.find((member) => Object.hasOwn(body as object, member));
  if (own !== undefined) return `${own} is for the server to say: leave it out.`;
  const { client_secret: secret } = parsed.data;
  if (secret !== undefined && !isSecret(secret)) {
    return 'client_secret must be the current one: a client cannot choose its own.';
  }
  // The statement may have permitted the registration, so its claims stay binding.
  if (client.settings.softwareStatement !== undefined && wanted.settings.softwareStatement === undefined) {
    return 'software_statement has to be sent again, as it was or a newer one.';
  }
  return methodProblem(client, wanted.authMethod);
}

/** Secrets are issued only at registration, and a client stays public or confidential for life. */
function methodProblem(client: Client, method: ClientAuthMethod): string | null {
  if (!suitsKind(method, client.kind)) {
    return 'token_endpoint_auth_method cannot change between none and another: register a new client.';
  }
  // Signatures cannot be verified with a secret that is stored only as a hash.
  const signs = method === 'client_secret_jwt' && client.authMethod !== 'client_secret_jwt';
  const needsSecret = usesSecret({ kind: client.kind, authMethod: method }) && !usesSecret(client);
  return signs || needsSecret
    ? `token_endpoint_auth_method: ${method} would need a new secret: register a new client.`
    : null;
}
