/**
 * The prefix of the role of a member who is held after a restore. No role can be called so: names of configured roles and of
 * those that tenants make have no parenthesis. A role that is not known permits nothing.
 */
export const HELD = '(held) ';

export function heldRole(role: string): string {
  return isHeldRole(role) ? role : `${HELD}${role}`;
}

export function isHeldRole(role: string): boolean {
  return role.startsWith(HELD);
}

/** Returns the role that a held member gets back; any other role as it is. */
export function confirmedRole(role: string): string {
  return isHeldRole(role) ? role.slice(HELD.length) : role;
}
