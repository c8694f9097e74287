import type { Inbound } from '../../http/inbound.ts';
import type { Result } from '../../lib/result.ts';
import type { SpeakingApi } from '../../mail/letter.ts';
import type { Client, Instant } from '../../model/index.ts';
import type { SignedIn } from '../../signin/session.ts';
import type { Sentence } from '../../words/sentence.ts';

/** Things that rooms above this one do for its operations. They know this room, so they are handed in at the start. */
export interface Parts {
  connectOwn: ConnectOwn;
}

/** Records the consent of a person to their own client in one of their tenants; `null`: the first by name. */
export type ConnectOwn = (
  api: SpeakingApi,
  request: Inbound,
  wanted: { client: Client; visitor: SignedIn; tenant: string | null; redirectUri: string },
) => Promise<Result<OwnConnection, { kind: 'not_a_member' } | { kind: 'obstacle'; detail: Sentence }>>;

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
