import type {
  AuditEvent,
  AuditRow,
  AuditSeal,
  AuditSealPart,
  ClientId,
  GrantId,
  Instant,
  UserId,
} from '../../model/index.ts';
import type { SealedKey } from '../sealed-keys/verbs.ts';

/** The steps of a restore, on a database that no server uses. They write no rows of their own but the last. */
export interface RestoringStore {
  /** Adds rows and seals of a later export, with their ids. `exists`: an id is taken, and nothing is added. */
  addExported(exported: {
    rows: readonly AuditRow[];
    seals: readonly { seal: AuditSeal; parts: readonly AuditSealPart[] }[];
  }): Promise<'added' | 'exists'>;
  /** Ends everything that is valid once: codes, pushed requests, devices that wait, secrets that wait to be shown. */
  endOneTimeThings(): Promise<void>;
  /** Ends the tokens of a grant, which stays: its user need not consent again. */
  endTokensOfGrant(grantId: GrantId): Promise<void>;
  /** Ends the tokens that a client got for itself. */
  endTokensOfClient(clientId: ClientId, now: Instant): Promise<void>;
  forgetPassword(userId: UserId): Promise<void>;
  /** Ends the recovery codes that are left. The second step stays on. */
  endRecoveryCodes(userId: UserId, now: Instant): Promise<void>;
  /** Ends the secrets before the newest, and the newest at `until`. */
  limitSecrets(clientId: ClientId, until: Instant): Promise<void>;
  endRegistrationTokens(): Promise<void>;
  disableWebhookEndpoint(id: string, now: Instant): Promise<void>;
  /**
   * Ends every token, session and one-time thing, secret and password, and holds every connection, client and member
   * until the operator confirms it.
   */
  endEverything(now: Instant): Promise<void>;
  /** Writes the row of the restore, and notes its moment. */
  recordRestore(audit: AuditEvent): Promise<void>;
  /**
   * Removes keys that nothing opens any more and adds others, all or none. Unused refresh tokens under a removed key get
   * their successors by the key `successionId`, unless it is `null`.
   */
  renewKeys(renewal: {
    lost: readonly string[];
    added: readonly SealedKey[];
    successionId: string | null;
    audit: AuditEvent[];
  }): Promise<void>;
  /** How many there are of the things that a restore may end or hold. */
  countRestored(now: Instant): Promise<RestoredCounts>;
}

export interface RestoredCounts {
  accessTokens: number;
  refreshTokens: number;
  personalTokens: number;
  sessions: number;
  /** Neither revoked nor suspended. */
  connections: number;
  clients: number;
  secrets: number;
  members: number;
  passwords: number;
  webhookEndpoints: number;
}
