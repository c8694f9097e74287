import type { AuditEvent, AuditKind } from '../../model/index.ts';
import { branded, integer, nullable, object, oneOf, text } from '../table/codecs.ts';
import { mode } from '../table/model-codecs.ts';
import { type Codec, table } from '../table/table.ts';

/** New kinds are added over time; a row written by a newer version stays readable. */
export const auditKind = text as Codec<AuditKind>;

/** Without the id, which the database assigns in the order of commits. */
export const audit = table<AuditEvent>('audit', {
  kind: auditKind,
  at: integer,
  tenantId: nullable(branded()),
  userId: nullable(branded()),
  clientId: nullable(branded()),
  connectedAccountId: nullable(branded()),
  grantId: nullable(branded()),
  mode: nullable(mode),
  outcome: oneOf('allowed', 'denied'),
  code: nullable(text),
  ip: nullable(text),
  requestId: nullable(text),
  detail: object,
});
