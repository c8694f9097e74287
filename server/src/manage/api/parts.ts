import type { Api } from '../../api.ts';
import type { DialectName } from '../../config/index.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Result } from '../../lib/result.ts';
import type { Client, Instant } from '../../model/index.ts';
import type { SignedIn } from '../../signin/session.ts';

/** Things that rooms above this one do for its operations. They know this room, so they are handed in at the start. */
export interface Parts {
  connectOwn: ConnectOwn;
  dialects: readonly { name: DialectName; risk: string }[];
}

/** Records the consent of a person to their own client in one of their tenants; `null`: the first by name. */
export type ConnectOwn = (
  api: Api,
  request: Inbound,
  wanted: { client: Client; visitor: SignedIn; tenant: string | null; redirectUri: string },
) => Promise<Result<OwnConnection, { kind: 'not_a_member' } | { kind: 'obstacle'; detail: string }>>;

export interface OwnConnection {
  tenant: string;
  /** `null` unless the client is a platform. */
  connectedAccount: string | null;
  scopes: readonly string[];
  code: string;
  codeVerifier: string;
  /** Until when the code can be exchanged. */
  expiresAt: Instant;
}
