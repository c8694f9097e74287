import type { Api } from '../../api.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { SECOND } from '../../lib/clock.ts';
import type { Client } from '../../model/index.ts';
import { responseTypesOf } from '../../rules/registration/grants.ts';
import { proofMetadata } from '../../rules/registration/keys.ts';
import { openIdMetadataOf } from '../../rules/registration/openid.ts';
import { requestMetadataOf } from '../../rules/registration/requests.ts';
import { softwareMetadataOf } from '../../rules/registration/software.ts';
import { describable } from '../errors/wire.ts';

/**
 * Returns a client's registration as sent to it (RFC 7591 section 3.2.1, RFC 7592 section 3), without its
 * secret.
 *
 * @param registrationToken as just made or presented; the store has only its hash
 */
export function clientInformation(
  { address }: Pick<Api, 'address'>,
  client: Client,
  registrationToken: string,
): Record<string, unknown> {
  return {
    client_id: client.id,
    client_id_issued_at: Math.floor(client.createdAt / SECOND),
    registration_access_token: registrationToken,
    registration_client_uri: `${address.endpoints.registration}/${client.id}`,
    client_name: client.name,
    redirect_uris: client.redirectUris,
    grant_types: client.grantTypes,
    response_types: responseTypesOf(client.grantTypes),
    token_endpoint_auth_method: client.authMethod,
    // RFC 7591 section 3.2.1: the registered metadata. A client that reads all scopes here would request all
    // of them.
    scope: (client.settings.registeredScopes ?? client.scopes).join(' '),
    ...proofMetadata(client.settings),
    ...requestMetadataOf(client.settings),
    ...openIdMetadataOf(client.settings),
    ...softwareMetadataOf(client.settings),
    ...(client.settings.dpopBound ? { dpop_bound_access_tokens: true } : {}),
    ...(client.clientUri === null ? {} : { client_uri: client.clientUri }),
    ...(client.logoUri === null ? {} : { logo_uri: client.logoUri }),
  };
}

/** RFC 7591 section 3.2.2. */
export function refusal(status: number, error: string, description: string): Answer {
  return json(status, { error, error_description: describable(description) }, NO_STORE);
}

/** Returns the bearer token of a registration request, from the header only, or `null`. */
export function bearerOf({ headers }: Pick<Inbound, 'headers'>): string | null {
  return /^bearer +([\x21-\x7e]+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** Returns 401 for a missing (`null`) or invalid token. */
export function unauthorized(
  { config }: Pick<Api, 'config'>,
  token: string | null,
  description: string,
): Answer {
  const answer = refusal(401, 'invalid_token', description);
  const challenge = `Bearer realm="${config.name}"`;
  // RFC 6750 section 3.1: without credentials the challenge has no error code.
  const withError = token === null ? challenge : `${challenge}, error="invalid_token"`;
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': withError } };
}
