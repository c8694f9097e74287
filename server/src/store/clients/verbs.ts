import type {
  AuditEvent,
  Client,
  ClientSecret,
  Instant,
  TenantId,
  TokenHash,
  UserId,
} from '../../model/index.ts';
import type { Place } from '../grants/page.ts';

export interface ClientStore {
  /** The client with its unexpired secrets. */
  client(id: string, now: Instant): Promise<{ client: Client; secrets: ClientSecret[] } | null>;
  /** A person's clients in a tenant or in none, newest first, those older than one of them, at most `limit`. */
  clientsOwnedBy(page: {
    userId: UserId;
    tenantId: TenantId;
    before: Place | null;
    limit: number;
  }): Promise<Client[]>;
  /** All clients by id, those after `id`, at most `limit`; from the first for the empty string. */
  clientsAfter(id: string, limit: number): Promise<Client[]>;
  createClient(
    client: Client,
    secret: ClientSecret | null,
    audit: AuditEvent[],
    /** How many clients its owner may have with it. */
    most?: number,
  ): Promise<'created' | 'exists' | 'too_many'>;
  /**
   * Makes a client with a token that lets its bearer register, which uses the token once; `refused` when it is
   * unknown, expired or used up.
   */
  registerClient(registration: {
    client: Client;
    secret: ClientSecret | null;
    initialAccessTokenHash: TokenHash;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'created' | 'refused'>;
  /** Makes or replaces a client that describes itself; `taken` when one of another origin has its id. */
  saveDocumentClient(client: Client, audit: AuditEvent[]): Promise<'saved' | 'taken'>;
  /** Replaces everything but id, kind, mode, owner and origin. */
  updateClient(client: Client, audit: AuditEvent[]): Promise<'updated' | 'unknown'>;
  /** Ends its grants and tokens with it. */
  deleteClient(id: string, audit: AuditEvent[]): Promise<'deleted' | 'unknown'>;
  /** Remembers that it authenticated, at most once an hour; a consent remembers a use by itself. */
  touchClient(id: string, now: Instant): Promise<void>;
  /**
   * Removes clients that registered or described themselves before `before` and were never used, oldest first, at
   * most `limit`; `audit` makes the row for each. Returns how many left.
   */
  removeUnusedClients(before: Instant, limit: number, audit: (client: Client) => AuditEvent): Promise<number>;
  /** Adds a live secret; with two live already the older one goes, with one it lives until `overlapUntil`. */
  addClientSecret(
    secret: ClientSecret,
    overlapUntil: Instant,
    audit: AuditEvent[],
  ): Promise<'added' | 'unknown'>;
  addInitialAccessToken(token: InitialAccessToken, audit: AuditEvent[]): Promise<void>;
  /** Unless it expired or is used up. */
  initialAccessToken(hash: TokenHash, now: Instant): Promise<InitialAccessToken | null>;
  /** The clients that members of a tenant made, or that are bound to it; newest first, at most `limit`. */
  clientsOfTenant(tenantId: TenantId, limit: number): Promise<Client[]>;
}

/** Lets its bearer register clients (RFC 7591 section 3). */
export interface InitialAccessToken {
  hash: TokenHash;
  /** How many clients it may still register; `null`: any number. */
  usesLeft: number | null;
  createdAt: Instant;
  expiresAt: Instant | null;
}
