import type { Api } from '../../api.ts';
import { eventWithoutRequest } from '../../audit/event.ts';
import { offeredToAnybody } from '../../config/offered-grants.ts';
import { turnedAwayFor } from '../../config/profiles/profile.ts';
import { type Fetched, type FetchProblem, fetchPublic } from '../../http/outbound.ts';
import { DAY, isCurrent, MINUTE, SECOND } from '../../lib/clock.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { Budget, Throttle } from '../../limits/throttle.ts';
import {
  type AuditEvent,
  type Client,
  type ClientSecret,
  clientRecord,
  operatorSettings,
} from '../../model/index.ts';
import { isDocumentAddress, readClientDocument } from '../../rules/registration/client-document.ts';
import { asClient, type Registration } from '../../rules/registration/metadata.ts';
import { proofOffer } from './offered.ts';
import { sectorProblem } from './sector-identifier.ts';
import { lastingScopes, scopesForAnybody } from './self-registration.ts';

/** Client ID Metadata Documents section 6.6. */
const LARGEST = 5 * 1024;
const TIMEOUT = 3 * SECOND;
/** The limits for how long a document is cached; its server chooses between them. */
const SHORTEST = 5 * MINUTE;
const LONGEST = DAY;
/** Anyone can cause a fetch, so fetches are limited per site and in total. */
const MOST_AT_ONCE = 32;
const FETCHES_PER_HOST = new Throttle('document host', { calls: 30, per: 60 });
/** Each new address may become a client, and the owner of a domain has any number of subdomains. */
const NEW_ADDRESSES = new Budget('documents', { network: 100, total: 600, seconds: 600 });
/** Temporary failures, after which the last version is used for a day. A withdrawn document is not. */
const PASSING: ReadonlySet<DocumentProblem> = new Set(['unreachable', 'timed_out', 'name_unknown', 'busy']);

type DocumentProblem = FetchProblem | 'busy';
/** As stored; a described client has no secrets. */
interface KnownClient {
  client: Client;
  secrets: ClientSecret[];
}

type Look = Promise<Result<KnownClient, string>>;

export function isDocumentClient(api: Pick<Api, 'config' | 'address'>, clientId: string): boolean {
  return api.config.clientMetadataDocuments && isDocumentAddress(clientId, !api.address.secure);
}

/**
 * Returns the client whose `client_id` is the address of its metadata, from its current or recently fetched
 * document. The problem is a sentence for its developer that follows "its document cannot be used: ".
 * Failures are not cached, so a corrected document works at once.
 *
 * @param ip the requesting address, whose network may introduce only a limited number of new addresses
 */
export async function documentClient(api: Api, clientId: string, ip: string): Look {
  const stored = await api.store.client(clientId, api.clock.now());
  if (stored && stored.client.origin !== 'document') return ok(stored);
  if (stored && isFresh(stored.client, api.clock.now())) return ok(stored);
  const { documentsUnderWay: underWay, throttles } = api.runtime;
  // Simultaneous requests share one fetch.
  const asking = underWay.get(clientId);
  if (asking) return asking;
  const look = (async () => {
    const busy =
      underWay.size >= MOST_AT_ONCE ||
      (!stored && (await NEW_ADDRESSES.take(throttles, ip)) !== null) ||
      (await FETCHES_PER_HOST.take(throttles, new URL(clientId).host)) !== null;
    const fetched = busy ? refused('busy' as const) : await fetchDocument(api, clientId);
    return fetched.ok
      ? await accept(api, clientId, fetched.value, stored)
      : without(api, fetched.problem, stored);
  })().finally(() => underWay.delete(clientId));
  underWay.set(clientId, look);
  return look;
}

function fetchDocument(api: Api, clientId: string): Promise<Result<Fetched, FetchProblem>> {
  return fetchPublic(clientId, {
    accept: ['application/json'],
    maxBytes: LARGEST,
    timeoutMs: TIMEOUT,
    allowLoopback: !api.address.secure,
  });
}

async function accept(api: Api, clientId: string, fetched: Fetched, stored: KnownClient | null): Look {
  const read = readClientDocument(clientId, fetched.body, scopesForAnybody(api), proofOffer(api), {
    grants: offeredToAnybody(api.config),
    idTokenAlgorithms: api.config.signIn ? api.keys.algorithms() : [],
  });
  if (!read.ok) return refused(read.problem);
  const { sectorIdentifierUri: sector, redirectUris } = read.value;
  const elsewhere = sector === null ? null : await sectorProblem(api, sector, redirectUris);
  if (elsewhere) return refused(elsewhere);
  const below = turnedAwayFor(asClient(read.value), api.config);
  if (below) return refused(`it does not meet ${below.demand.source}: ${below.lacks}.`);
  const lifetime = Math.min(Math.max((fetched.maxAge ?? 0) * SECOND, SHORTEST), LONGEST);
  const now = api.clock.now();
  const client = described(
    clientId,
    { ...read.value, scopes: lastingScopes(api, read.value.scopes) },
    { now, freshUntil: now + lifetime, before: stored?.client },
  );
  const saved = await api.store.saveDocumentClient(client, [
    row(client, stored ? 'client.changed' : 'client.created', now),
  ]);
  if (saved === 'taken') return refused('its address is the name of another client here.');
  return ok({ client, secrets: [] });
}

function without(
  api: Api,
  problem: DocumentProblem,
  stored: KnownClient | null,
): Result<KnownClient, string> {
  api.log.warn({ problem }, "a client's metadata document cannot be fetched");
  const passing = stored !== null && PASSING.has(problem);
  if (passing && isFresh(stored.client, api.clock.now() - DAY)) return ok(stored);
  return refused(IN_WORDS[problem]);
}

function described(
  id: string,
  read: Registration,
  at: { now: number; freshUntil: number; before: Client | undefined },
): Client {
  return clientRecord({
    ...asClient(read),
    id,
    mode: 'live',
    origin: 'document',
    settings: {
      ...read.settings,
      ...operatorSettings(at.before?.settings ?? {}),
      documentFreshUntil: at.freshUntil,
    },
    lastUsedAt: at.before?.lastUsedAt ?? null,
    createdAt: at.before?.createdAt ?? at.now,
  });
}

function row(client: Client, kind: 'client.created' | 'client.changed', at: number): AuditEvent {
  const detail = { origin: 'document', name: client.name, redirectUris: client.redirectUris };
  return eventWithoutRequest(kind, at, { clientId: client.id, mode: client.mode, detail });
}

/** A document with too long a lifetime was stored while the clock was ahead. */
function isFresh({ settings }: Client, now: number): boolean {
  const until = settings.documentFreshUntil ?? 0;
  return isCurrent({ issuedAt: until - LONGEST, expiresAt: until }, now);
}

const IN_WORDS: Record<DocumentProblem, string> = {
  url_malformed: 'its address is not a URL.',
  url_not_https: 'its address is not https.',
  url_with_credentials: 'its address holds credentials.',
  name_unknown: 'the name of its host is not known.',
  address_not_public: 'its host is not on the public Internet.',
  unreachable: 'its host cannot be reached.',
  timed_out: 'its host did not answer in time.',
  redirected: 'its host answers with a redirect, which is not followed.',
  status: 'its host answers with an error.',
  media_type: 'it is not served as application/json.',
  too_large: `it is larger than ${LARGEST / 1024} KiB.`,
  busy: 'it was asked for too often. Try again in a minute.',
};
