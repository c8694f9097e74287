import type { Api } from '../api.ts';
import { eventWithoutRequest } from '../audit/event.ts';
import {
  type AuditEvent,
  type AuditKind,
  type Client,
  clientRecord,
  type Instant,
  MODES,
  type Mode,
} from '../model/index.ts';
import { scopesOpenTo } from '../rules/scope/scope.ts';

/** Returns the id of the client that the explorer signs in with, for one mode. */
export function explorerClientId(mode: Mode): string {
  return `explorer-${mode}`;
}

/** Returns the address to which users return after consent, in a window that passes the address to the explorer. */
export function returnUrl({ address }: Pick<Api, 'address'>): string {
  return `${address.explorer}/signed-in`;
}

/**
 * Returns the domains of the API itself, as public names with their modes. A separate resource is another
 * program with its own operations, so it must not receive a token of the API.
 */
export function exploredDomains({ config }: Pick<Api, 'config'>): { host: string; mode: Mode }[] {
  return Object.entries(config.domains).flatMap(([host, { mode, separate }]) =>
    separate ? [] : [{ host, mode }],
  );
}

/**
 * Returns the modes that the API has a domain for. The sandbox comes first, so that a first attempt does not
 * change real records.
 */
export function exploredModes(api: Pick<Api, 'config'>): Mode[] {
  const modes = new Set(exploredDomains(api).map(({ mode }) => mode));
  return MODES.filter((mode) => modes.has(mode)).toSorted((one) => (one === 'sandbox' ? -1 : 1));
}

/**
 * Returns whether users can sign in on the explorer. They cannot if every token has to be bound to a key,
 * because a page cannot keep one safe.
 */
export function explorerSignsIn({ config }: Pick<Api, 'config'>): boolean {
  return config.tokens.senderConstrained !== 'required';
}

/**
 * Makes the explorer's clients, or updates their scopes and addresses. They are ordinary public clients with
 * PKCE; the user decides their access on the consent page.
 */
export async function prepareExplorer(api: Api): Promise<void> {
  if (!explorerSignsIn(api)) return;
  for (const mode of exploredModes(api)) {
    const now = api.clock.now();
    const wanted = explorerClient(api, mode, now);
    const found = await api.store.client(wanted.id, now);
    if (!found) await api.store.createClient(wanted, null, [row('client.created', wanted)]);
    else if (differs(found.client, wanted)) {
      const next = { ...found.client, ...changing(wanted) };
      await api.store.updateClient(next, [row('client.changed', { ...next, createdAt: now })]);
    }
  }
}

function changing({ name, redirectUris, scopes }: Client): Pick<Client, 'name' | 'redirectUris' | 'scopes'> {
  return { name, redirectUris, scopes };
}

function differs(is: Client, wanted: Client): boolean {
  return JSON.stringify(changing(is)) !== JSON.stringify(changing(wanted));
}

/** The scopes that the explorer may ask for: it reads nothing about the user. */
export function scopesForPeople({ config }: Pick<Api, 'config'>): string[] {
  return scopesOpenTo('public', config.scopes).filter((name) => !config.scopes[name]?.aboutUser);
}

function explorerClient(api: Api, mode: Mode, now: Instant): Client {
  return clientRecord({
    id: explorerClientId(mode),
    name: `${api.config.title}: ${api.config.pages.explorer.title}`,
    kind: 'public',
    mode,
    redirectUris: [returnUrl(api)],
    grantTypes: ['authorization_code', 'refresh_token'],
    scopes: scopesForPeople(api),
    authMethod: 'none',
    origin: 'seed',
    createdAt: now,
    lastUsedAt: now,
  });
}

/** No request caused this row: it follows from the configuration. */
function row(kind: AuditKind, { id, mode, createdAt, redirectUris, scopes }: Client): AuditEvent {
  const detail = { by: 'configuration', redirectUris, scopes };
  return eventWithoutRequest(kind, createdAt, { clientId: id, mode, detail });
}
