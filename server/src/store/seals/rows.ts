import type { AuditSeal, AuditSealPart, SealedRow } from '../../model/index.ts';
import { auditKind } from '../audit/rows.ts';
import { integer, list, nullable, text } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const auditSeals = table<AuditSeal>('audit_seals', {
  number: integer,
  firstId: integer,
  lastId: integer,
  at: integer,
  root: text,
  previous: text,
  keyId: text,
  signature: text,
});

export const auditSealParts = table<AuditSealPart>('audit_seal_parts', {
  seal: integer,
  kind: auditKind,
  rows: integer,
  root: text,
  leaves: nullable(list<SealedRow>()),
});
