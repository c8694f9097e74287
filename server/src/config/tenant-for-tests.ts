import type { Mode } from '../model/index.ts';
import type { ApiConfig } from './schema/api-config.ts';

/** Returns the mode in which developers try their clients: the sandbox, or live data where the API has none. */
export function testMode({ domains }: Pick<ApiConfig, 'domains'>): Mode {
  return Object.values(domains).some(({ mode }) => mode === 'sandbox') ? 'sandbox' : 'live';
}

/** Returns whether somebody may be acted for in a tenant: in the one for tests only where developers try their clients. */
export function isOpenIn(
  config: Pick<ApiConfig, 'domains' | 'developers'>,
  tenantId: string,
  mode: string,
): boolean {
  return config.developers.testTenant?.id !== tenantId || mode === testMode(config);
}
