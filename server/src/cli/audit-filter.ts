import type { ParseArgsOptionsConfig } from 'node:util';
import { StartError } from '../config/environment/start-error.ts';
import { AUDIT_KINDS, type Instant, TenantId } from '../model/index.ts';
import type { AuditQuery } from '../store/store.ts';
import { readTime } from './read-option.ts';

/** The options that select rows of the log, the same for every command that reads it. */
export const FILTER_OPTIONS = {
  tenant: { type: 'string' },
  user: { type: 'string' },
  client: { type: 'string' },
  account: { type: 'string' },
  kind: { type: 'string' },
  operation: { type: 'string' },
  'api-version': { type: 'string' },
  outcome: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

export const FILTER_USAGE = `  --tenant, --user, --client, --account <id>
                    only what concerns this one; by the account, refused
                    calls that asked for it as well
  --kind <kind>     only this, such as api.called or authorization.revoked
  --operation <id>  only calls of this operation of the API
  --api-version <name>
                    only calls for this version of the API
  --outcome <what>  allowed or denied
  --since <time>, --until <time>
                    2026-11-21, 2026-11-21T14:00:00Z, or 90m, 24h, 7d ago`;

type Filter = Omit<AuditQuery, 'limit' | 'before' | 'after'>;

/** Throws `StartError` for an invalid value. */
export function readFilter(
  values: Partial<Record<keyof typeof FILTER_OPTIONS, string>>,
  now: Instant,
): Filter {
  const { tenant, user, client, account, operation, 'api-version': apiVersion } = values;
  const kind = AUDIT_KINDS.find((each) => each === values.kind);
  if (values.kind !== undefined && kind === undefined) {
    throw new StartError(`--kind ${values.kind} is nothing that happens here: ${AUDIT_KINDS.join(', ')}.`);
  }
  const outcome = (['allowed', 'denied'] as const).find((each) => each === values.outcome);
  if (values.outcome !== undefined && outcome === undefined) {
    throw new StartError('--outcome is allowed or denied.');
  }
  return {
    ...(tenant === undefined ? {} : { tenantId: TenantId(tenant) }),
    ...(user === undefined ? {} : { userId: user }),
    ...(client === undefined ? {} : { clientId: client }),
    ...(account === undefined ? {} : { connectedAccountId: account }),
    ...(operation === undefined ? {} : { operation }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(values.since === undefined ? {} : { since: readTime('--since', values.since, now) }),
    ...(values.until === undefined ? {} : { until: readTime('--until', values.until, now) }),
  };
}
