/**
 * Returns whether a member's role change leaves the tenant without a manager.
 *
 * @param managing the roles that manage a tenant
 * @param to `null` if the member leaves
 * @param othersManage whether another member has one of the `managing` roles
 */
export function leavesUnmanaged(
  managing: readonly string[],
  { from, to, othersManage }: { from: string; to: string | null; othersManage: boolean },
): boolean {
  return managing.includes(from) && (to === null || !managing.includes(to)) && !othersManage;
}
