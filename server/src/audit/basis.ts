import type { Held } from '../access/effective.ts';
import { type Reach, reachOf } from '../access/ownership.ts';
import type { Operation, ResourceRef } from '../model/index.ts';

/** What an operation needed when it was called: the document may say something else by the time somebody asks. */
export interface NeedsThen {
  /** Ways in, of which all scopes of one are needed; of an allowed call the one that was taken. */
  scopes: string[][];
  permission?: string;
  /** `handler`, or the path parameter that names the owner. */
  owner?: string;
  /** Such as `project:{project_id}`. */
  resources?: string[];
}

/** What the caller held of it. Roles, grants and selections change; this is as it was. */
export interface HeldThen {
  role?: string;
  /** How far the role reached for the permission that was needed. */
  reach?: Reach;
  /** How far it had reached at consent, where the API lets promotions wait. */
  approved?: Reach;
  /** After expansion; only of a refused call. */
  scopes?: string[];
  /** What the customer selected; absent when nothing limits it. Of an allowed call what was opened. */
  resources?: string[];
}

/** Longer lists are cut: a row is kept for years. */
const MOST = 30;

export function needsThen(operation: Operation, way?: string[]): NeedsThen {
  const { permission, owner, resources } = operation;
  return {
    scopes: way ? [way] : operation.scopes,
    ...(permission === null ? {} : { permission }),
    ...(owner === null ? {} : { owner: typeof owner === 'string' ? owner : `{${owner.parameter}}` }),
    ...(resources.length === 0
      ? {}
      : { resources: resources.map(({ type, parameter }) => `${type}:{${parameter}}`) }),
  };
}

/** What somebody whose call is refused held. */
export function heldThen(held: Held, role: string | null, operation: Operation): HeldThen {
  return {
    ...roleThen(held, role, operation),
    ...selection(held.resources),
    scopes: cut([...held.scopes].sort()),
  };
}

/** What somebody whose call is allowed held: of resources those that the call named. */
export function openedThen(
  held: Held,
  role: string | null,
  operation: Operation,
  parameters: Record<string, string>,
): HeldThen {
  const opened = (held.resources ?? []).filter(({ type, id }) =>
    operation.resources.some((wanted) => wanted.type === type && parameters[wanted.parameter] === id),
  );
  return { ...roleThen(held, role, operation), ...(opened.length > 0 ? selection(opened) : {}) };
}

function roleThen(held: Held, role: string | null, { permission }: Operation): HeldThen {
  return {
    ...(role === null ? {} : { role }),
    ...(permission === null ? {} : { reach: reachOf(held.permissions ?? [], permission) }),
    ...(permission === null || held.ceiling === null ? {} : { approved: reachOf(held.ceiling, permission) }),
  };
}

function selection(resources: readonly ResourceRef[] | null): HeldThen {
  return resources === null ? {} : { resources: cut(resources.map(({ type, id }) => `${type}:${id}`)) };
}

function cut(list: string[]): string[] {
  return list.length <= MOST ? list : [...list.slice(0, MOST), `… and ${list.length - MOST} more`];
}
