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

/** A registration, and the token that was presented to manage it. */
interface Managed {
  client: Client;
  secrets: ClientSecret[];
  token: string;
}

type Handle = Route['handle'];

/**
 * The client configuration endpoint (RFC 7592): a client that registered itself reads, replaces and deletes its own
 * registration with the token that it was given for that. A secret is never told again.
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
    // Replacing may make us fetch a document, and writes as much as registering does.
    replace: managing(async (request, managed) => (await limit(request)) ?? replace(api, request, managed)),
    remove: managing((request, managed) => remove(api, request, managed)),
  };
}

/** The client, if it registered itself and this is its token; an unknown one takes as long to refuse. */
async function managedBy(api: Api, id: string, token: string): Promise<Managed | null> {
  const known = await api.store.client(id, api.clock.now());
  const registered = known?.client.origin === 'registration' ? known : null;
  const isItsOwn = sameSecret(registered?.client.registrationTokenHash ?? '', sha256(token));
  return registered && isItsOwn ? { ...registered, token } : null;
}

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
  const settings = { ...metadata.settings, ...operatorSettings(client.settings) };
  const next: Client = { ...client, ...metadata, settings };
  const detail = { origin: 'registration', name: next.name, redirectUris: next.redirectUris, vouchedBy };
  const row = oauthEvent(api, request, 'client.changed', { client: next, detail });
  // Deleted in the meantime: its token has ended with it.
  if ((await api.store.updateClient(next, [row])) === 'unknown') return denied(api, token);
  return told(api, next, token);
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

/** One answer to a wrong token and to an unknown client: else anybody could ask which clients there are. */
function denied(api: Api, token: string | null): Answer {
  return unauthorized(
    api,
    token,
    'This takes the registration access token of this client as a bearer token.',
  );
}
