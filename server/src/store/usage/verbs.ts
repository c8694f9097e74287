import type { Instant, UsageCount, UsageKey } from '../../model/index.ts';

/** Which counters; what is left out does not matter. */
export interface UsageQuery {
  /** `day`: sums of each day over all connected accounts, so none is named; `hour` is when the day begins. */
  by?: 'hour' | 'day';
  clientId?: string;
  /** By whatever id it ever had. */
  connectedAccountId?: string;
  operation?: string;
  /** Hours that begin at this instant or later. */
  since?: Instant;
  /** Hours that begin before this instant. */
  until?: Instant;
  /** Where an earlier page ended. */
  after?: UsageKey;
  limit: number;
}

export interface UsagePage {
  counts: UsageCount[];
  /** Where to go on, if there may be more. */
  next: UsageKey | null;
}

/** How many calls each hour had. Verbs that write rows about calls count them in the same commit. */
export interface UsageStore {
  /** Newest hours first. Searches as far as one slice goes, so a page can have fewer counters than it may, or none. */
  usagePage(query: UsageQuery): Promise<UsagePage>;
  /** Removes counters of hours that began before `before`, at most `limit`; returns how many left. */
  removeUsage(before: Instant, limit: number): Promise<number>;
}
