import type { Instant, UserId } from './ids.ts';

/** `pending`: waits for an owner of the API. `refused`: may make no further clients; those that exist stay. */
export const DEVELOPER_STATES = ['pending', 'approved', 'refused'] as const;
export type DeveloperState = (typeof DEVELOPER_STATES)[number];

/** A person who makes clients without being a member of any tenant. */
export interface Developer {
  readonly userId: UserId;
  readonly state: DeveloperState;
  /** Says in their own words what they want to make; `null` if nobody asked. */
  readonly purpose: string | null;
  /** Why they were refused, for them to read. */
  readonly reason: string | null;
  readonly createdAt: Instant;
  /** When an owner decided last; `null`: nobody has. */
  readonly decidedAt: Instant | null;
}
