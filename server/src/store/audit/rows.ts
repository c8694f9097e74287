import type { AuditEvent, AuditKind, AuditRow } from '../../model/index.ts';
import type { ChangeRow } from '../../rules/change/outdated.ts';
import { branded, integer, nullable, object, oneOf, text } from '../table/codecs.ts';
import { mode } from '../table/model-codecs.ts';
import type { Codec } from '../table/row.ts';
import { table } from '../table/table.ts';

/** New kinds are added over time; a row written by a newer version stays readable. */
export const auditKind = text as Codec<AuditKind>;

const fields: { [Field in keyof AuditEvent]-?: Codec<AuditEvent[Field]> } = {
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
};

/** Without the id, which the database assigns in the order of commits. */
export const audit = table<AuditEvent>('audit', fields);

/** With the id that the row had in another copy of the log. */
export const auditRows = table<AuditRow>('audit', { id: integer, ...fields });

/** Of a row, what says how far it outdates what was read before it. */
export const changeRow = table<ChangeRow>('audit', {
  kind: fields.kind,
  tenantId: fields.tenantId,
  userId: fields.userId,
  clientId: fields.clientId,
  connectedAccountId: fields.connectedAccountId,
  grantId: fields.grantId,
});
