import type { Address } from './address.ts';
import type { ApiConfig } from './define-api.ts';

/** What resource identifiers of an API follow from. */
interface Addressed {
  config: ApiConfig;
  address: Address;
}

/** A protected resource (RFC 9728 section 1.2): a domain of the API, or a path on it that is one of its own. */
export interface ProtectedResource {
  /** Host as served, without port. */
  host: string;
  /** Empty for the domain as a whole. */
  path: string;
  /** Its identifier, without trailing slash. */
  identifier: string;
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** Scheme, host and port of a host of the API, as served now. */
export function originOf({ address }: Pick<Addressed, 'address'>, host: string): string {
  const { protocol, port } = new URL(address.api);
  return `${protocol}//${host}${port === '' ? '' : `:${port}`}`;
}

/** Every protected resource of an API. Each alias of a domain is one, because it is how some clients know it. */
export function protectedResources(api: Addressed): ProtectedResource[] {
  const domains = Object.entries(api.config.domains);
  return [...api.address.hosts].flatMap(([host, { publicHost, mode }]) => {
    if (mode === null) return [];
    const domain = domains.find(([name, { aliases }]) => name === publicHost || aliases.includes(publicHost));
    return ['', ...(domain?.[1].resourcePaths ?? [])].map((path) => ({
      host,
      path,
      identifier: originOf(api, host) + path,
    }));
  });
}

/** The resource that a path on a host belongs to: the one with the longest path that it is at or below. */
export function resourceAt(api: Addressed, host: string, path: string): ProtectedResource | null {
  const [closest] = protectedResources(api)
    .filter((resource) => resource.host === host && isAtOrBelow(path, resource.path))
    .sort((one, other) => other.path.length - one.path.length);
  return closest ?? null;
}

/** Whether `path` is `base` or below it, by whole segments. */
export function isAtOrBelow(path: string, base: string): boolean {
  return base === '' || path === base || path.startsWith(`${base}/`);
}

/** Where the metadata of a resource is: the well-known path goes before the resource's own (RFC 9728 section 3.1). */
export function metadataPathOf(resource: ProtectedResource): string {
  return `${WELL_KNOWN}${resource.path}`;
}

export function metadataUrlOf(api: Addressed, resource: ProtectedResource): string {
  return originOf(api, resource.host) + metadataPathOf(resource);
}
