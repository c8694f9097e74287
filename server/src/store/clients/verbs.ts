import type { Soon } from '../../lib/soon.ts';
import type {
  AuditEvent,
  Client,
  ClientLogo,
  ClientSecret,
  Instant,
  Mail,
  TenantId,
  TokenHash,
  UserId,
} from '../../model/index.ts';
import type { Place } from '../grants/page.ts';

/** The filters of a list of clients. Absent filters match everything. */
export interface ClientQuery {
  ownerUserId?: string | undefined;
  tenantId?: string | undefined;
  origin?: Client['origin'] | undefined;
  kind?: Client['kind'] | undefined;
  mode?: Client['mode'] | undefined;
  state?: 'active' | 'pending' | 'suspended' | undefined;
  /** A part of the name, or the whole id. */
  search?: string | undefined;
  /** Not used at this instant or later. */
  unusedSince?: Instant | undefined;
  before: Place | null;
  limit: number;
}

export interface ClientStore {
  /** Returns the client with its unexpired secrets. */
  client(id: string, now: Instant): Soon<{ client: Client; secrets: ClientSecret[] } | null>;
  /**
   * Returns a user's clients in a tenant or without one, newest first, older than the cursor, at most
   * `limit`.
   */
  clientsOwnedBy(page: {
    userId: UserId;
    tenantId: TenantId;
    before: Place | null;
    limit: number;
  }): Promise<Client[]>;
  /** Newest first. Searches as far as one slice goes, so a page can have fewer clients than it may, or none. */
  clientsPage(query: ClientQuery): Promise<{ clients: Client[]; next: Place | null }>;
  /** Returns all clients by id, after `id`, at most `limit`; the empty string begins with the first. */
  clientsAfter(id: string, limit: number): Promise<Client[]>;
  createClient(
    client: Client,
    secret: ClientSecret | null,
    audit: AuditEvent[],
    more?: {
      /** The most clients that its owner may have, including this one. */
      most?: number | undefined;
      mails?: readonly Mail[];
    },
  ): Promise<'created' | 'exists' | 'too_many'>;
  /**
   * Creates a client and spends one use of its initial access token; `refused` if that is unknown, expired or
   * used up.
   */
  registerClient(registration: {
    client: Client;
    secret: ClientSecret | null;
    initialAccessTokenHash: TokenHash;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'created' | 'refused'>;
  /**
   * Creates or replaces a client with a metadata document; `taken` if a client of another origin has its id.
   */
  saveDocumentClient(client: Client, audit: AuditEvent[]): Promise<'saved' | 'taken'>;
  /**
   * Replaces everything but id, kind, mode, owner and origin.
   *
   * @param before the client as the change was judged; `outdated`: it is another one by now
   * @param logo its picture, if that is what changes; `null` removes it
   */
  updateClient(
    client: Client,
    audit: AuditEvent[],
    before?: Client,
    logo?: ClientLogo | null,
  ): Promise<'updated' | 'unknown' | 'outdated'>;
  /** Returns a picture by its SHA-256. */
  clientLogo(hash: string): Promise<ClientLogo | null>;
  /** Revokes its grants and tokens too. */
  deleteClient(id: string, audit: AuditEvent[]): Promise<'deleted' | 'unknown'>;
  /** Records that it authenticated, at most once an hour. A consent records a use by itself. */
  touchClient(id: string, now: Instant): Promise<void>;
  /**
   * Removes clients that registered or described themselves before `before` and were never used, oldest
   * first, at most `limit`. `audit` returns the row for each. Returns the number of removed clients.
   */
  removeUnusedClients(before: Instant, limit: number, audit: (client: Client) => AuditEvent): Promise<number>;
  /**
   * Adds a secret. With two valid ones, the older one is removed; a single one stays valid until
   * `overlapUntil`.
   */
  addClientSecret(
    secret: ClientSecret,
    overlapUntil: Instant,
    audit: AuditEvent[],
  ): Promise<'added' | 'unknown'>;
  /** Ends one secret at once. */
  endClientSecret(
    secret: Pick<ClientSecret, 'clientId' | 'hash'>,
    audit: AuditEvent[],
  ): Promise<'ended' | 'unknown'>;
  /** Returns how many clients that registered or described themselves were not used since, counted up to `most`. */
  countUnusedClients(unused: UnusedClients & { most: number }): Promise<number>;
  /**
   * Removes such clients, those unused for longest first, at most `limit`; returns how many. Each has a row like `audit`, which is
   * about this client and names it.
   */
  removeClientsUnusedSince(unused: UnusedClients & { limit: number }, audit: AuditEvent): Promise<number>;
  addInitialAccessToken(token: InitialAccessToken, audit: AuditEvent[]): Promise<void>;
  /** Newest first, with those that have expired or are used up and have not been removed yet. */
  initialAccessTokens(page: { before: Place | null; limit: number }): Promise<InitialAccessToken[]>;
  endInitialAccessToken(hash: string, audit: AuditEvent[]): Promise<'ended' | 'unknown'>;
  /** Returns the token unless it has expired or is used up. */
  initialAccessToken(hash: TokenHash, now: Instant): Promise<InitialAccessToken | null>;
  /**
   * Returns the clients that members of a tenant made, or that are bound to it; newest first, at most
   * `limit`.
   */
  clientsOfTenant(tenantId: TenantId, limit: number): Promise<Client[]>;
}

/** Clients that registered or described themselves. */
export interface UnusedClients {
  /** Neither made nor used at this instant or later. */
  before: Instant;
  /** `null`: both. */
  origin: 'registration' | 'document' | null;
}

/** A token whose holder may register clients (RFC 7591 section 3). */
export interface InitialAccessToken {
  hash: TokenHash;
  /** The number of further registrations; `null`: unlimited. */
  usesLeft: number | null;
  createdAt: Instant;
  expiresAt: Instant | null;
}
