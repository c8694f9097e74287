import type { Mode } from '../../../wire/caller.ts';
import type { ClientId, ConnectedAccountId, GrantId, Instant, TenantId, UserId } from './ids.ts';

/** The kinds of unusual use that are noticed. */
export const ANOMALY_KINDS = [
  'new_network',
  'burst',
  'refusals',
  'unusual_hour',
  'repeated_refresh',
] as const;
export type AnomalyKind = (typeof ANOMALY_KINDS)[number];

/** The parties that an hour's requests concern; `null` for those that it has none of. */
export interface Watched {
  /**
   * The connected account, grant, personal token or client whose habits are known; the servers of a platform; the empty text
   * for the whole API.
   */
  readonly subject: string;
  readonly tenantId: TenantId | null;
  readonly clientId: ClientId | null;
  readonly connectedAccountId: ConnectedAccountId | null;
  readonly grantId: GrantId | null;
  /** The user of a grant or personal token; a connected account is its tenant's. */
  readonly userId: UserId | null;
  readonly mode: Mode | null;
}

/** Requests of one subject from one network in one hour. */
export interface Activity extends Watched {
  /** When the hour begins. */
  readonly hour: Instant;
  /** As `lib/network.ts` writes it: `203.0.113.0/24`. */
  readonly network: string;
  readonly allowed: number;
  /** Refused calls that a sound client would not make again and again; see `rules/anomaly/refusals.ts`. */
  readonly refused: number;
  readonly refreshed: number;
  /** Refresh tokens that were presented although they had been used. */
  readonly repeated: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

/** Unusual use, as the rules find it in an hour. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  /** Names and numbers that its sentence tells. */
  readonly facts: AnomalyFacts;
  /** The hours whose rows show it. */
  readonly since: Instant;
  readonly until: Instant;
}

export interface AnomalyFacts {
  /** Requests, refusals or repeated tokens, depending on the kind. */
  readonly count: number;
  /** The most that was usual in an hour. */
  readonly usual?: number;
  /** The network that they came from, and the block around it. */
  readonly network?: string;
  readonly block?: string;
  /** Whether known networks were used at the same time. */
  readonly beside?: boolean;
  /** Whether no token was refreshed there, although the client does so in such hours. */
  readonly unrefreshed?: boolean;
  /** The hour of the day, in UTC. */
  readonly hourOfDay?: number;
}

/** An anomaly that the customer and the platform are told of, until somebody closes it. */
export interface Alert extends Anomaly, Watched {
  readonly id: string;
  readonly createdAt: Instant;
  /** `dismissed`: it was no misuse. `ended`: its connection was ended because of it. */
  readonly state: 'open' | 'dismissed' | 'ended';
  readonly closedAt: Instant | null;
  /** `null` also when an operator closed it. */
  readonly closedBy: UserId | null;
  readonly expiresAt: Instant;
}
