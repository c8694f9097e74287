import type { Held } from '../access/effective.ts';
import { type Reach, reachOf } from '../access/ownership.ts';
import type { Operation, ResourceRef } from '../model/index.ts';

/** The needs of an operation when it was called. They are recorded because the document may change later. */
export interface RecordedNeeds {
  /**
   * The security alternatives; a caller needs all scopes of one. For an allowed call, only the one that
   * applied.
   */
  scopes: readonly (readonly string[])[];
  permission?: string;
  /** `handler`, or the path parameter that names the owner. */
  owner?: string;
  /** Such as `project:{project_id}`. */
  resources?: readonly string[];
}

/**
 * The caller's rights at the time of the call. They are recorded because roles, grants and selections change.
 */
export interface RecordedRights {
  role?: string;
  /** The reach of the role for the permission that was needed. */
  reach?: Reach;
  /** The reach at the time of consent, where the API makes promotions wait. */
  approved?: Reach;
  /** After expansion; only for a refused call. */
  scopes?: readonly string[];
  /**
   * The resources that the user selected; absent if nothing limits them. For an allowed call, those that the
   * call named.
   */
  resources?: readonly string[];
}

/** The longest list that is recorded, because rows are kept for years. */
const MOST = 30;

export function recordedNeeds(operation: Operation, alternative?: readonly string[]): RecordedNeeds {
  const key = alternative ?? operation.scopes;
  const before = needsBefore.get(operation)?.get(key);
  if (before) return before;
  const needs = needsOf(operation, alternative);
  const ofOperation = needsBefore.get(operation) ?? new Map<object, RecordedNeeds>();
  needsBefore.set(operation, ofOperation.set(key, needs));
  return needs;
}

/** By the alternative that applied; an operation has few. */
const needsBefore = new WeakMap<Operation, Map<object, RecordedNeeds>>();

function needsOf(operation: Operation, alternative: readonly string[] | undefined): RecordedNeeds {
  const { permission, owner, resources } = operation;
  return {
    scopes: alternative ? [alternative] : operation.scopes,
    ...(permission === null ? {} : { permission }),
    ...(owner === null ? {} : { owner: typeof owner === 'string' ? owner : `{${owner.parameter}}` }),
    ...(resources.length === 0
      ? {}
      : { resources: resources.map(({ type, parameter }) => `${type}:{${parameter}}`) }),
  };
}

/** Returns what the caller of a refused call held. */
export function recordedRights(held: Held, role: string | null, operation: Operation): RecordedRights {
  return {
    ...recordedRole(held, role, operation),
    ...selection(held.resources),
    scopes: cut([...held.scopes].sort()),
  };
}

/**
 * Returns what the caller of an allowed call held; of the selected resources only those that the call named.
 */
export function usedRights(
  held: Held,
  role: string | null,
  operation: Operation,
  parameters: Record<string, string>,
): RecordedRights {
  const rights = recordedRole(held, role, operation);
  if (held.resources === null || operation.resources.length === 0) return rights;
  const opened = held.resources.filter(({ type, id }) =>
    operation.resources.some((wanted) => wanted.type === type && parameters[wanted.parameter] === id),
  );
  return opened.length > 0 ? { ...rights, ...selection(opened) } : rights;
}

function recordedRole(held: Held, role: string | null, { permission }: Operation): RecordedRights {
  const rights: RecordedRights = {};
  if (role !== null) rights.role = role;
  if (permission === null) return rights;
  rights.reach = reachOf(held.permissions ?? [], permission);
  if (held.ceiling !== null) rights.approved = reachOf(held.ceiling, permission);
  return rights;
}

function selection(resources: readonly ResourceRef[] | null): RecordedRights {
  return resources === null ? {} : { resources: cut(resources.map(({ type, id }) => `${type}:${id}`)) };
}

function cut(list: readonly string[]): readonly string[] {
  return list.length <= MOST ? list : [...list.slice(0, MOST), `… and ${list.length - MOST} more`];
}
