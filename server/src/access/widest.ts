import { isWithin } from './roles.ts';

/** Returns roles so that none stands behind one that permits less: the first is what somebody with several of them has. */
export function widestFirst<Role extends { permissions: readonly string[] }>(
  roles: readonly Role[],
): readonly Role[] {
  const contained = (role: Role) =>
    roles.filter(({ permissions }) => isWithin(permissions, role.permissions)).length;
  return roles.toSorted((one, other) => contained(other) - contained(one));
}
