import type { AuditEvent, LogoutNotice, TokenHash, User, UserId } from '../../model/index.ts';

export interface UserStore {
  /** `exists` also if another user has the same e-mail address in another spelling. */
  addUser(user: User, audit: AuditEvent[]): Promise<'added' | 'exists'>;
  userById(id: string): Promise<User | null>;
  /** Compares without regard to case. */
  userByEmail(email: string): Promise<User | null>;
  /** Replaces a password and ends every session but one, in one transaction. */
  setPassword(change: {
    userId: UserId;
    passwordHash: string;
    keep: TokenHash | null;
    notices: LogoutNotice[];
    audit: AuditEvent[];
  }): Promise<'changed' | 'unknown'>;
  /**
   * Deletes a user: name, address and password, every membership, session, connection and personal access
   * token. Only their id remains, for the log and the clients that act as them.
   */
  deletePerson(change: { userId: UserId; audit: AuditEvent[] }): Promise<'deleted' | 'unknown'>;
}
