import type {
  AuditEvent,
  Developer,
  DeveloperState,
  Instant,
  Mail,
  TokenHash,
  User,
  UserId,
} from '../../model/index.ts';
import type { Place } from '../grants/page.ts';

/** People who sign up to make clients. */
export interface DeveloperStore {
  developer(userId: UserId): Promise<Developer | null>;
  /** Returns developers, newest first; of one state, or all. */
  developersPage(query: {
    state?: DeveloperState | undefined;
    before: Place | null;
    limit: number;
  }): Promise<{ developer: Developer; user: User }[]>;
  /**
   * Uses a mailed link up for a new user who is a developer. `gone`: the link was used, has expired or never existed.
   * `taken`: somebody has the address by now.
   */
  signUpDeveloper(change: {
    hash: TokenHash;
    now: Instant;
    user: User;
    developer: Developer;
    mails: readonly Mail[];
    audit: AuditEvent[];
  }): Promise<'signed_up' | 'gone' | 'taken'>;
  /** Makes a user who exists a developer. `exists`: they are one, in whatever state. */
  addDeveloper(change: {
    developer: Developer;
    mails: readonly Mail[];
    audit: AuditEvent[];
  }): Promise<'added' | 'exists' | 'unknown'>;
  /** Moves a developer from one state to another. `overtaken`: they are in another one by now. */
  decideDeveloper(change: {
    userId: UserId;
    from: DeveloperState;
    to: DeveloperState;
    reason: string | null;
    now: Instant;
    mails: readonly Mail[];
    audit: AuditEvent[];
  }): Promise<'decided' | 'overtaken' | 'unknown'>;
}
