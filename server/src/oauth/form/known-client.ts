import type { Api } from '../../api.ts';
import { ok, type Result } from '../../lib/result.ts';
import type { Client, ClientSecret } from '../../model/index.ts';
import { claimedClient } from '../../rules/client/client-assertion.ts';
import type { Pairs } from '../dialects/index.ts';
import { documentClient, isDocumentClient } from '../registration/document-client.ts';

/** A client with its valid secrets, as stored. */
export interface KnownClient {
  client: Client;
  secrets: ClientSecret[];
}

function idIn(pairs: Pairs): string | null | undefined {
  const exact = pairs.find(([name, value]) => name === 'client_id' && value !== '');
  const loose = exact ?? pairs.find(([name, value]) => name.trim() === 'client_id' && value !== '');
  // An assertion identifies the client, so client_id may be omitted (RFC 7521 section 4.2).
  const assertion = pairs.find(([name]) => name === 'client_assertion')?.[1];
  return loose?.[1].trim() ?? (assertion && claimedClient(assertion));
}

/**
 * Returns the client that a request names, before the request is read strictly, because the client's dialects
 * have to be applied first. The client is not authenticated. A parameter in standard form takes precedence,
 * so the strict reading finds the same client or none. The problem is a sentence if the client's metadata document
 * cannot be used.
 */
export async function lookUpClient(
  api: Api,
  pairs: Pairs,
  ip: string,
  inHeader?: string,
): Promise<Result<KnownClient | null, string>> {
  const id = inHeader ?? idIn(pairs);
  if (!id) return ok(null);
  const found: Result<KnownClient | null, string> = isDocumentClient(api, id)
    ? await documentClient(api, id, ip)
    : ok(await api.store.client(id, api.clock.now()));
  return found.ok && found.value?.client.settings.held ? ok(null) : found;
}
