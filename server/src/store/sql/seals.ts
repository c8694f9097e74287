import { auditSealParts, auditSeals } from './tables.ts';

export const insertSeal = auditSeals.insert;
export const insertSealPart = auditSealParts.insert;

export const lastSeal = `SELECT ${auditSeals.columns()} FROM audit_seals ORDER BY number DESC LIMIT 1`;

export const sealsAfter = `
SELECT ${auditSeals.columns()} FROM audit_seals WHERE number > :number ORDER BY number LIMIT :limit`;

export const sealParts = `
SELECT ${auditSealParts.columns()} FROM audit_seal_parts WHERE seal = :seal ORDER BY kind`;

export const sealedKinds = `SELECT DISTINCT kind FROM audit_seal_parts WHERE leaves IS NOT NULL`;

/** Never under the newest seal: its rows show where the ids stand. */
export const sealedBefore = `
SELECT ${auditSealParts.columns('part')} FROM audit_seal_parts part
JOIN audit_seals seal ON seal.number = part.seal
WHERE part.kind = :kind AND part.leaves IS NOT NULL AND seal.at < :before
  AND seal.number < (SELECT MAX(number) FROM audit_seals)
ORDER BY part.seal LIMIT :limit`;

export const removeRows = `
DELETE FROM audit WHERE kind = :kind
  AND id BETWEEN (SELECT first_id FROM audit_seals WHERE number = :seal)
             AND (SELECT last_id FROM audit_seals WHERE number = :seal)`;

export const forgetLeaves = `
UPDATE audit_seal_parts SET leaves = NULL WHERE seal = :seal AND kind = :kind`;

/** The first seal that still has rows, or should have: nothing is needed of those before it. */
export const firstKeptSeal = `
SELECT MIN(seal) FROM audit_seal_parts
WHERE leaves IS NOT NULL OR seal > COALESCE(json_extract(:through, '$."' || kind || '"'), 0)`;

export const removePartsBefore = `DELETE FROM audit_seal_parts WHERE seal < :seal`;
export const removeSealsBefore = `DELETE FROM audit_seals WHERE number < :seal`;

/** What was said last of how far each kind has left the log. */
export const newestRemoval = `
SELECT detail FROM audit WHERE kind = 'audit.removed' ORDER BY id DESC LIMIT 1`;
