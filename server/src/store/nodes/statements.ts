import { nodes } from './rows.ts';

export const reportNode = `
${nodes.insert}
ON CONFLICT (name) DO UPDATE SET version = excluded.version, started_at = excluded.started_at, seen_at = excluded.seen_at,
  push = excluded.push, push_age = excluded.push_age, chores = excluded.chores, remembered = excluded.remembered,
  cleaned_at = excluded.cleaned_at`;

export const forgetNodes = `DELETE FROM nodes WHERE seen_at < :before`;

export const nodeReports = `SELECT ${nodes.columns()} FROM nodes ORDER BY name LIMIT :limit`;

export const endNode = `DELETE FROM nodes WHERE name = :name`;
