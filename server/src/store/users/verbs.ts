import type { AuditEvent, LogoutNotice, Mail, TokenHash, User, UserId } from '../../model/index.ts';

export interface UserStore {
  /** `exists` also if another user has the same e-mail address in another spelling. */
  addUser(user: User, audit: AuditEvent[]): Promise<'added' | 'exists'>;
  userById(id: string): Promise<User | null>;
  /** Compares without regard to case. */
  userByEmail(email: string): Promise<User | null>;
  /** Replaces a password, and ends every session but one and every link to a new password, in one transaction. */
  setPassword(
    change: PasswordChange & { userId: UserId; keep: TokenHash | null },
  ): Promise<'changed' | 'unknown'>;
  /**
   * Deletes a user: name, address and password, every membership, session, connection and personal access
   * token. Only their id remains, for the log and the clients that act as them.
   */
  deletePerson(change: { userId: UserId; audit: AuditEvent[] }): Promise<'deleted' | 'unknown'>;
}

export interface PasswordChange {
  passwordHash: string;
  notices: LogoutNotice[];
  mails?: readonly Mail[];
  audit: AuditEvent[];
}
