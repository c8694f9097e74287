import { StartError } from '../config/environment/start-error.ts';
import type { Instant } from '../model/index.ts';

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a day, a time, or how long ago it was; `option` names it in the error. Throws `StartError` for anything else. */
export function readTime(option: string, text: string, now: Instant): Instant {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return now - Number(count) * (UNITS[unit] ?? 0);
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new StartError(`${option} ${text} is no time: write 2026-11-21, or 24h.`);
  return at;
}

/** Reads a whole number from 1. Throws `StartError` for anything else. */
export function readCount(option: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  const range = most === Number.MAX_SAFE_INTEGER ? 'from 1' : `from 1 to ${most}`;
  throw new StartError(`${option} has to be a whole number ${range}.`);
}
