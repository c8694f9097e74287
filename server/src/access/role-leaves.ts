import type { Operation } from '../model/index.ts';
import { reachOf } from './ownership.ts';
import { expandScopes, type ScopeRules } from './scopes.ts';

/** The part of a scope that a role leaves: permissions that operations of the scope need. */
export interface RoleLeaves {
  /** The role has none of what the scope needs. */
  nothing: boolean;
  /** Permissions that the role lacks. */
  missing: readonly string[];
  /** Permissions that the role has on the user's own records only. */
  own: readonly string[];
}

/** The part of an operation that tells which scopes and which permission open it. */
export type Opened = Pick<Operation, 'method' | 'scopes' | 'permission'>;

/** Returns the operations that a scope opens by itself. */
export function openedBy<Each extends Pick<Opened, 'scopes'>>(
  rules: ScopeRules,
  operations: readonly Each[],
  scope: string,
): Each[] {
  const held = expandScopes(rules, [scope]);
  return operations.filter(({ scopes }) =>
    scopes.some((needed) => needed.length > 0 && needed.every((each) => held.has(each))),
  );
}

/** Judges the permissions that operations need by the permissions of a role. */
export function roleLeaves(
  operations: readonly Pick<Opened, 'permission'>[],
  permissions: readonly string[],
): RoleLeaves {
  const needed = [...new Set(operations.map(({ permission }) => permission))];
  const named = needed.filter((permission) => permission !== null);
  const reach = (permission: string) => reachOf(permissions, permission);
  const missing = named.filter((permission) => reach(permission) === 'none');
  return {
    nothing: missing.length > 0 && missing.length === needed.length,
    missing,
    own: named.filter((permission) => reach(permission) === 'own'),
  };
}

const SAFE = new Set(['GET', 'HEAD']);

/** Returns whether a scope only shows data. Its class says so; otherwise the operations that it opens do. */
export function isForReading(
  { class: ofScope }: { class: string },
  operations: readonly Pick<Opened, 'method'>[],
): boolean {
  if (ofScope === 'read') return true;
  return operations.length > 0 && operations.every(({ method }) => SAFE.has(method));
}
