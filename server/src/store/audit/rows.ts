import type { AuditEvent, AuditKind } from '../../model/index.ts';
import { branded, integer, nullable, object, oneOf, text } from '../table/codecs.ts';
import { mode } from '../table/model-codecs.ts';
import { type Codec, table } from '../table/table.ts';

/** The vocabulary of the log grows; a row written by a newer version stays readable. */
export const auditKind = text as Codec<AuditKind>;

/** Without its id, which the database gives, in the order of commits. */
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
