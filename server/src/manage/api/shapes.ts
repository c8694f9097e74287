import { z } from 'zod';

/** A time in ISO 8601. */
export const time = z.iso.datetime();

/** An instant of the store as the management API writes it. */
export function shownTime(at: number): string;
export function shownTime(at: number | null): string | null;
export function shownTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** A name that people read. */
export const shownName = z.string().trim().min(1).max(200);

/** An id that the API owner chose: of a tenant, as in their own API. */
export const ownId = z
  .string()
  .regex(/^[\x21-\x7e]{1,100}$/, 'up to 100 characters of plain ASCII without spaces');
