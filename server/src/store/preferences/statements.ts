import { preferences } from './rows.ts';

export const preferencesOf = `SELECT ${preferences.columns()} FROM preferences WHERE user_id = :userId`;

export const setPreferences = `
${preferences.insert}
ON CONFLICT (user_id) DO UPDATE SET language = excluded.language, time_zone = excluded.time_zone,
  approval_mails = excluded.approval_mails`;

export const removePreferences = `DELETE FROM preferences WHERE user_id = :userId`;
