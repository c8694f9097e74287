import { reachOf } from '../../access/ownership.ts';
import { isWithin } from '../../access/roles.ts';
import type { ApiConfig } from '../../config/index.ts';

/** A role of one tenant as a manager entered it. */
export interface RoleInput {
  name: string;
  title: string;
  permissions: readonly string[];
}

/** Problems by field. */
export type RoleProblems = Partial<Record<keyof RoleInput, string>>;

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
    problems.name = `There are ${made.length} roles already; change or remove one.`;
    return problems;
  }
  if (!NAME.test(input.name)) {
    problems.name = 'A name is up to 40 lower-case letters, digits, - and _, and begins with a letter.';
  } else if (Object.hasOwn(config.roles, input.name)) {
    problems.name = `${input.name} is a role of every customer; choose another name.`;
  }
  if (input.title === '' || input.title.length > LONGEST_TITLE) {
    problems.title = `A title is 1 to ${LONGEST_TITLE} characters.`;
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
): string | null {
  if (permissions.length === 0) return 'Name at least one permission.';
  if (permissions.length > MOST_PERMISSIONS) return `A role has at most ${MOST_PERMISSIONS} permissions.`;
  if (!permissions.every((each) => PERMISSION.test(each)))
    return 'A permission is one word, such as contact.read.';
  const configured = Object.values(roles).flatMap((role) => role.permissions);
  const stray = permissions.find((each) => !isWithin([each], configured));
  if (stray !== undefined) return `No role of this API has the permission ${stray}.`;
  // Rejects a permission that nothing needs: a mistyped one would grant nothing but seem to.
  const idle = permissions.find(
    (each) => !existing.includes(each) && known.every((needed) => reachOf([each], needed) === 'none'),
  );
  if (idle === undefined) return null;
  const list = known.length > SHOWN ? `${known.slice(0, SHOWN).join(', ')} and more` : known.join(', ');
  return `Nothing in this API asks for ${idle}. There are: ${list}.`;
}
