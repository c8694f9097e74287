import { z } from 'zod';
import type { Words } from '../../words/words.ts';

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

const SHAPES = [
  'mailAddress',
  'httpsAddress',
  'plainId',
  'subjectId',
  'claimName',
  'tenantId',
  'methodReference',
  'contextClass',
  'scopesOrResources',
] as const satisfies readonly (keyof Words['problems'])[];

type ShapeProblem = (typeof SHAPES)[number];

/** The message of a rule in a schema, for which the answer has the words in the language of the one who asks. */
export function shapeProblem(key: ShapeProblem): ShapeProblem {
  return key;
}

export function isShapeProblem(message: string): message is ShapeProblem {
  return SHAPES.some((key) => key === message);
}

/** An id that the API owner chose: of a tenant, as in their own API. */
export const ownId = z.string().regex(/^[\x21-\x7e]{1,100}$/, shapeProblem('plainId'));
