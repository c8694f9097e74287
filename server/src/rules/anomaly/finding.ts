import type { Anomaly, AnomalyKind, Instant } from '../../model/index.ts';
import type { Habits } from './habits.ts';
import type { Hour } from './hour.ts';

export interface AnomalySettings {
  /** Days of a subject in which nothing is told. */
  quietDays: number;
  /** Which kinds are looked for. */
  kinds: ReadonlySet<AnomalyKind>;
}

/** `since` is absent where only this hour shows it. */
export type Finding = Pick<Anomaly, 'kind' | 'facts'> & { since?: Instant };

/**
 * A kind of anomaly: asked for an hour whose blocks have been noted in the habits, before the rest of it is learned.
 * `tide`: how many times as busy as usual the rest of the API is, at least 1. `isServers`: the subject is the servers of a
 * platform, which do not go from place to place.
 */
export type Rule = (
  habits: Habits,
  hour: Hour,
  context: { tide: number; isServers: boolean },
) => Finding | null;
