import type { Preferences, UserId } from '../../model/index.ts';

export interface PreferenceStore {
  /** `null`: they chose nothing. */
  preferencesOf(userId: UserId): Promise<Preferences | null>;
  /** Replaces what they chose, except for fields that are left out. The log has no row of it, because no access changes. */
  setPreferences(change: Pick<Preferences, 'userId'> & Partial<Preferences>): Promise<'set' | 'unknown'>;
}
