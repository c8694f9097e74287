/**
 * Whether a member's change of role leaves the tenant without a manager.
 *
 * @param managing the roles that manage a tenant
 * @param to `null` when the member leaves
 * @param othersManage whether somebody else in the tenant has one of the `managing` roles
 */
export function leavesUnmanaged(
  managing: readonly string[],
  { from, to, othersManage }: { from: string; to: string | null; othersManage: boolean },
): boolean {
  return managing.includes(from) && (to === null || !managing.includes(to)) && !othersManage;
}
