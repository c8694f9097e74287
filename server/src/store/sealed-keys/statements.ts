import { sealedKeys } from './rows.ts';

/**
 * Newest first. The id decides between keys of the same instant, so that all processes see the same order.
 */
export const sealedKeysFor = `
SELECT ${sealedKeys.columns()} FROM sealed_keys WHERE purpose = :purpose ORDER BY created_at DESC, id`;

export const anyKeySince = `
SELECT id FROM sealed_keys WHERE purpose = :purpose AND algorithm = :algorithm AND created_at >= :since LIMIT 1`;

export const insertSealedKey = sealedKeys.insert;

export const removeSealedKey = `DELETE FROM sealed_keys WHERE id = :id`;

export const resealKey = `UPDATE sealed_keys SET sealed = :sealed WHERE id = :id`;
