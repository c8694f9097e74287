import type { Api } from '../../api.ts';
import type { SignInProvider } from '../../config/index.ts';
import { type SubjectClaim, TenantId, type TenantProvider } from '../../model/index.ts';

const PREFIX = 'tenant:';

/** A provider that people can sign in at, from the configuration or of one tenant. */
export interface UsableProvider extends SignInProvider {
  /** Set for one of a tenant. */
  tenantId: TenantId | null;
  subjectClaim: SubjectClaim;
  /** The claim with groups to which a tenant gives roles; `null`: its `places` say everything. */
  groupsClaim: string | null;
}

/** The id of a tenant's provider, in addresses. No provider of the configuration can have it. */
export function idOfTenant(tenantId: string): string {
  return `${PREFIX}${tenantId}`;
}

/** Returns a provider by its id. */
export async function usableProvider(api: Api, id: string | undefined): Promise<UsableProvider | null> {
  if (id?.startsWith(PREFIX)) {
    const stored = await api.store.tenantProvider(id.slice(PREFIX.length));
    return stored && opened(api, stored);
  }
  const found = api.config.signInBy.providers.find((each) => each.id === id);
  return found ? { ...found, tenantId: null, subjectClaim: 'sub', groupsClaim: null } : null;
}

/** Its people get a place in one tenant, whatever it says. */
function opened(api: Api, stored: TenantProvider): UsableProvider | null {
  const { tenantId, title, issuer, clientId, role, subjectClaim, groupsClaim } = stored;
  const secret = api.keys.clientSecrets().unseal(stored.sealedSecret, secretOf(api, tenantId));
  if (!secret.ok) {
    api.log.error(
      { tenant: tenantId, problem: secret.problem },
      "the secret of a tenant's provider cannot be opened",
    );
    return null;
  }
  return {
    ...{ id: idOfTenant(tenantId), tenantId, title, issuer, clientId, subjectClaim, groupsClaim },
    clientSecret: secret.value.toString('utf8'),
    ...{ scopes: ['openid', 'profile', 'email'], parameters: {}, accepts: {} },
    places: { tenant: { id: tenantId }, role: { name: role }, takesBack: false },
  };
}

export function sealedSecretOf(
  api: Pick<Api, 'config' | 'keys'>,
  tenantId: TenantId,
  secret: string,
): string {
  return api.keys.clientSecrets().seal(Buffer.from(secret), secretOf(api, tenantId));
}

function secretOf({ config }: Pick<Api, 'config'>, id: string) {
  return { api: config.name, purpose: 'provider of a tenant', id };
}

/**
 * Returns the source of a provider's people. A tenant's provider has one of its own, so that it never speaks for people
 * whom the same issuer signs in for others.
 */
export function sourceOf({ tenantId }: Pick<UsableProvider, 'tenantId'>, issuer: string): string {
  return tenantId === null ? issuer : `${idOfTenant(tenantId)} ${issuer}`;
}

/** Returns the tenant whose provider a source is, or `null`. An issuer has no space. */
export function tenantOfProvider(source: string): TenantId | null {
  const end = source.lastIndexOf(' ');
  return source.startsWith(PREFIX) && end !== -1 ? TenantId(source.slice(PREFIX.length, end)) : null;
}
