import { reachOf } from '../../access/ownership.ts';
import { isWithin } from '../../access/roles.ts';
import type { ApiConfig } from '../../config/index.ts';
import { type Sentence, type Sentences, sentence } from '../../words/sentence.ts';

/** A role of one tenant as a manager entered it. */
export interface RoleInput {
  name: string;
  title: string;
  permissions: readonly string[];
}

/** Problems by field. */
export type RoleProblems = Sentences<keyof RoleInput>;

const NAME = /^[a-z][a-z0-9_-]{0,39}$/;
const PERMISSION = /^[\x21-\x7e]{1,100}$/;
const LONGEST_TITLE = 80;
const MOST_PERMISSIONS = 100;
/** The most unknown permissions that are named in a message. */
const SHOWN = 30;
/** The most roles that one tenant may make: all are read wherever one is looked up. */
export const MOST_ROLES = 100;

/**
 * Returns the permissions that anything needs: operations of the API's document, and handlers, which need
 * those that a configured role names in full.
 */
export function knownPermissions(
  { roles }: Pick<ApiConfig, 'roles'>,
  operations: readonly { permission: string | null }[],
): string[] {
  const needed = operations.flatMap(({ permission }) => permission ?? []);
  const named = Object.values(roles).flatMap(({ permissions }) => permissions);
  const inFull = named.filter((each) => !each.includes('*')).map((each) => each.replace(/:(?:own|any)$/, ''));
  return [...new Set([...needed, ...inFull])].sort();
}

/**
 * Checks the entered role: its name must be unique, and its permissions must exist in the configuration.
 *
 * @param made the roles that the tenant made
 * @param known the permissions that anything needs; see `knownPermissions`
 */
export function roleProblems(
  config: Pick<ApiConfig, 'roles'>,
  input: RoleInput,
  made: readonly { name: string; permissions: readonly string[] }[],
  known: readonly string[],
): RoleProblems {
  const problems: RoleProblems = {};
  const isNew = made.every(({ name }) => name !== input.name);
  if (isNew && made.length >= MOST_ROLES) {
    problems.name = sentence('tooManyRoles', made.length);
    return problems;
  }
  if (!NAME.test(input.name)) {
    problems.name = sentence('roleName');
  } else if (Object.hasOwn(config.roles, input.name)) {
    problems.name = sentence('roleTaken', input.name);
  }
  if (input.title === '' || input.title.length > LONGEST_TITLE) {
    problems.title = sentence('roleTitle', LONGEST_TITLE);
  }
  const existing = made.find(({ name }) => name === input.name)?.permissions ?? [];
  const permissions = permissionProblem(config, input.permissions, [...known], existing);
  if (permissions !== null) problems.permissions = permissions;
  return problems;
}

function permissionProblem(
  { roles }: Pick<ApiConfig, 'roles'>,
  permissions: readonly string[],
  known: readonly string[],
  existing: readonly string[],
): Sentence | null {
  if (permissions.length === 0) return sentence('leastOnePermission');
  if (permissions.length > MOST_PERMISSIONS) return sentence('mostPermissions', MOST_PERMISSIONS);
  if (!permissions.every((each) => PERMISSION.test(each))) return sentence('permissionWord');
  const configured = Object.values(roles).flatMap((role) => role.permissions);
  const stray = permissions.find((each) => !isWithin([each], configured));
  if (stray !== undefined) return sentence('noSuchPermission', stray);
  // Rejects a permission that nothing needs: a mistyped one would grant nothing but seem to.
  const idle = permissions.find(
    (each) => !existing.includes(each) && known.every((needed) => reachOf([each], needed) === 'none'),
  );
  if (idle === undefined) return null;
  const more = known.length > SHOWN ? ', …' : '';
  return sentence('idlePermission', idle, `${known.slice(0, SHOWN).join(', ')}${more}`);
}
