import { audit } from '../audit/rows.ts';
import { auditSealParts, auditSeals } from './rows.ts';

export const insertSeal = auditSeals.insert;
export const insertSealPart = auditSealParts.insert;

export const lastSeal = `SELECT ${auditSeals.columns()} FROM audit_seals ORDER BY number DESC LIMIT 1`;

export const sealsAfter = `
SELECT ${auditSeals.columns()} FROM audit_seals WHERE number > :number ORDER BY number LIMIT :limit`;

export const sealParts = `
SELECT seal, kind, ${auditSealParts.columns()} FROM audit_seal_parts WHERE seal = :seal ORDER BY kind`;

export const sealRoots = `
SELECT seal, kind, rows, root, leaves IS NOT NULL FROM audit_seal_parts
WHERE seal BETWEEN :first AND :last ORDER BY seal, kind`;

/** Never the newest seal: its rows show which ids have been assigned. */
export const oldestSealed = `
SELECT ${auditSeals.columns('seal')} FROM audit_seal_parts part JOIN audit_seals seal ON seal.number = part.seal
WHERE part.kind = :kind AND part.leaves IS NOT NULL AND part.seal < (SELECT MAX(number) FROM audit_seals)
ORDER BY part.seal LIMIT 1`;

export const removeRows = `DELETE FROM audit WHERE kind = :kind AND id BETWEEN :first AND :last`;

export const forgetLeaves = `
UPDATE audit_seal_parts SET leaves = NULL WHERE seal = :seal AND kind = :kind AND leaves IS NOT NULL`;

/** Selects the parts at the beginning of the log, in the order of their seals. */
export const oldestParts = `
SELECT seal, kind, leaves IS NOT NULL FROM audit_seal_parts ORDER BY seal LIMIT :limit`;

export const sealsBefore = `
SELECT ${auditSeals.columns()} FROM audit_seals WHERE number < :seal ORDER BY number`;

export const removePartsBefore = `DELETE FROM audit_seal_parts WHERE seal < :seal`;
export const removeSealsBefore = `DELETE FROM audit_seals WHERE number < :seal`;

/** Selects the newest row that records how far each kind was removed, by the index audit_removals. */
export const newestRemovals = `
SELECT id, ${audit.columns()} FROM audit WHERE kind = 'audit.removed' ORDER BY id DESC LIMIT :limit`;
