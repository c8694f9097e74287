import type { AuditEvent, LogoutNotice, Mail, TokenHash, User, UserId } from '../../model/index.ts';

export interface UserStore {
  /** `exists` also if another user has the same e-mail address in another spelling. */
  addUser(user: User, audit: AuditEvent[]): Promise<'added' | 'exists'>;
  userById(id: string): Promise<User | null>;
  /**
   * Returns users in the order of their e-mail addresses, after the address `after`, at most `limit`; with `search`, those whose
   * address or name begins with it, whatever its case.
   */
  usersPage(page: { search: string | null; after: string | null; limit: number }): Promise<User[]>;
  /** Compares without regard to case. */
  userByEmail(email: string): Promise<User | null>;
  /** Replaces a password, and ends every session but one and every link to a new password, in one transaction. */
  setPassword(
    change: PasswordChange & { userId: UserId; keep: TokenHash | null },
  ): Promise<'changed' | 'unknown'>;
  /** `overtaken`: their name is not `from` any more. */
  renameUser(change: {
    userId: UserId;
    name: string;
    from: string;
    audit: AuditEvent[];
  }): Promise<'renamed' | 'overtaken' | 'unknown'>;
  /**
   * Deletes a user: name, address and password, every membership, session, connection and personal access
   * token. Only their id remains, for the log and the clients that act as them.
   */
  deletePerson(change: { userId: UserId; audit: AuditEvent[] }): Promise<'deleted' | 'unknown'>;
}

export interface PasswordChange {
  /** `null`: they cannot sign in by a password any more. */
  passwordHash: string | null;
  notices: LogoutNotice[];
  mails?: readonly Mail[];
  audit: AuditEvent[];
}
