/** How claims become places: `signInBy.providers[].places` of the configuration. */
export interface Mapping {
  tenant: { id: string } | { claim: string; values?: Readonly<Record<string, string>> | undefined };
  role:
    | { name: string }
    | { claim: string; values: Readonly<Record<string, string>>; otherwise?: string | undefined };
}

/** Claims of an ID token whose signature, audience and nonce were checked. */
export type Claims = Readonly<Record<string, unknown>>;

/** More are not looked at. */
const MOST = 500;

/** Returns the places that claims give, each tenant once, and nothing that the mapping does not name. */
export function placesIn({ tenant, role }: Mapping, claims: Claims): { tenant: string; role: string }[] {
  const name = roleIn(role, claims);
  if (name === null) return [];
  const tenants =
    'id' in tenant
      ? [tenant.id]
      : valuesOf(claims, tenant.claim).map((value) => (tenant.values ? own(tenant.values, value) : value));
  const known = new Set(tenants.filter((each) => each !== undefined));
  return [...known].map((each) => ({ tenant: each, role: name }));
}

function roleIn(role: Mapping['role'], claims: Claims): string | null {
  if ('name' in role) return role.name;
  const values = valuesOf(claims, role.claim);
  const [, first] = Object.entries(role.values).find(([value]) => values.includes(value)) ?? [];
  return first ?? role.otherwise ?? null;
}

/** Returns the first claim that has none of the values it must have, or `null` if all have. */
export function notAccepted(
  accepts: Readonly<Record<string, readonly string[]>>,
  claims: Claims,
): string | null {
  const missing = Object.entries(accepts).find(
    ([claim, allowed]) => !valuesOf(claims, claim).some((value) => allowed.includes(value)),
  );
  return missing?.[0] ?? null;
}

/** Returns the texts of a claim: one, or those of a list. Anything else counts as absent. */
export function valuesOf(claims: Claims, name: string): string[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  const list: unknown[] = Array.isArray(value) ? value.slice(0, MOST) : [value];
  return list.filter((each) => typeof each === 'string' && each !== '') as string[];
}

function own(values: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
