import type { AuditEvent, Operator, User, UserId } from '../../model/index.ts';

export interface OperatorStore {
  operator(userId: UserId): Promise<Operator | null>;
  /** Returns all of them, in the order in which they became so. */
  operators(): Promise<{ operator: Operator; user: User }[]>;
  /**
   * Makes a user an operator, or gives one another role. `last_owner`: nobody who may change something would be left.
   */
  setOperator(operator: Operator, audit: AuditEvent[]): Promise<'set' | 'last_owner' | 'unknown'>;
  removeOperator(change: {
    userId: UserId;
    audit: AuditEvent[];
  }): Promise<'removed' | 'last_owner' | 'unknown'>;
}
