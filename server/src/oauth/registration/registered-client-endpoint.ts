import type { Api } from '../../api.ts';
import { type Answer, empty, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound, Route } from '../../http/inbound.ts';
import { sameSecret, sha256 } from '../../lib/compare.ts';
import { type Client, type ClientSecret, isPublic, operatorSettings } from '../../model/index.ts';
import { changeProblem } from '../../rules/registration/change.ts';
import { oauthEvent } from '../audit/oauth-event.ts';
import { bearerOf, clientInformation, refusal, unauthorized } from './answer.ts';
import type { RegistrationLimit } from './limit.ts';
import { readSentMetadata } from './request.ts';

/** A registration, and the token presented to manage it. */
interface Managed {
  client: Client;
  secrets: ClientSecret[];
  token: string;
}

type Handle = Route['handle'];

/**
 * The client configuration endpoint (RFC 7592): a registered client reads, replaces and deletes its
 * registration with the token that it received for that. A secret is never sent again.
 */
export function registeredClientEndpoint(
  api: Api,
  limit: RegistrationLimit,
): { read: Handle; replace: Handle; remove: Handle } {
  const managing =
    (act: (request: Inbound, managed: Managed) => Promise<Answer>): Handle =>
    async (request, { client_id: id = '' }) => {
      const token = bearerOf(request);
      const managed = token === null ? null : await managedBy(api, id, token);
      return managed ? act(request, managed) : denied(api, token);
    };
  return {
    read: managing(async (_request, { client, token }) => told(api, client, token)),
    // Limited, because replacing may cause a fetch and writes as much as registering.
    replace: managing(async (request, managed) => (await limit(request)) ?? replace(api, request, managed)),
    remove: managing((request, managed) => remove(api, request, managed)),
  };
}

/**
 * Returns the client if it registered itself and this is its token. An unknown client takes as long to
 * refuse.
 */
async function managedBy(api: Api, id: string, token: string): Promise<Managed | null> {
  const known = await api.store.client(id, api.clock.now());
  const registered = known?.client.origin === 'registration' ? known : null;
  const isItsOwn = sameSecret(registered?.client.registrationTokenHash ?? '', sha256(token));
  return registered && isItsOwn ? { ...registered, token } : null;
}

const TRIES = 3;

async function replace(api: Api, request: Inbound, { client, secrets, token }: Managed): Promise<Answer> {
  const sent = await readSentMetadata(api, request);
  if (!sent.ok) return sent.problem;
  const { body, registration: wanted, vouchedBy } = sent.value;
  const isSecret = (value: string) => {
    const hash = sha256(value);
    return !isPublic(client) && secrets.some((secret) => sameSecret(secret.hash, hash));
  };
  const problem = changeProblem(body, client, wanted, isSecret);
  if (problem) return refusal(400, 'invalid_client_metadata', problem);
  const { sectorIdentifierUri: _, ...metadata } = wanted;
  let current: Client | undefined = client;
  for (let tries = 0; current && tries < TRIES; tries++) {
    const settings = { ...metadata.settings, ...operatorSettings(current.settings) };
    const next: Client = { ...current, ...metadata, settings };
    const detail = { origin: 'registration', name: next.name, redirectUris: next.redirectUris, vouchedBy };
    const row = oauthEvent(api, request, 'client.changed', { client: next, detail });
    const outcome = await api.store.updateClient(next, [row], current);
    if (outcome === 'updated') return told(api, next, token);
    // An operator changed something in the meantime, which has to stay.
    current = (await managedBy(api, client.id, token))?.client;
  }
  // Deleted in the meantime, which ended its token too.
  return denied(api, token);
}

async function remove(api: Api, request: Inbound, { client, token }: Managed): Promise<Answer> {
  const detail = { origin: 'registration', name: client.name };
  const row = oauthEvent(api, request, 'client.deleted', { client, detail });
  const outcome = await api.store.deleteClient(client.id, [row]);
  return outcome === 'deleted' ? empty(204, NO_STORE) : denied(api, token);
}

function told(api: Api, client: Client, token: string): Answer {
  return json(200, clientInformation(api, client, token), NO_STORE);
}

/**
 * The same answer for a wrong token and an unknown client: otherwise an attacker could find out which clients
 * exist.
 */
function denied(api: Api, token: string | null): Answer {
  return unauthorized(
    api,
    token,
    'This takes the registration access token of this client as a bearer token.',
  );
}
