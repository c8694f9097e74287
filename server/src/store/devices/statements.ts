import { grants } from '../grants/rows.ts';
import { deviceRequests } from './rows.ts';

export const insertDevice = `${deviceRequests.insert} ON CONFLICT (user_code_hash) DO NOTHING`;

export const deviceByHash = `SELECT ${deviceRequests.columns()} FROM device_requests WHERE hash = :hash`;

export const deviceByUserCode = `
SELECT ${deviceRequests.columns()} FROM device_requests
WHERE user_code_hash = :userCodeHash AND status = 'pending' AND expires_at > :now`;

/** User codes are short and recur, so an expired request is removed for a new one. */
export const removeExpiredUserCode = `
DELETE FROM device_requests WHERE user_code_hash = :userCodeHash AND expires_at <= :now`;

const ALTERABLE = [
  'status',
  'scopes',
  'userId',
  'tenantId',
  'grantId',
  'grantVersion',
  'selection',
  'authenticatedAt',
  'polledAt',
  'interval',
] as const;

export const updateDevice = `UPDATE device_requests SET ${deviceRequests.assignments(ALTERABLE)} WHERE hash = :hash`;

export const grantOfDevice = `SELECT ${grants.columns('g')} FROM grants g WHERE g.id = :grantId`;

export function alterable(request: Parameters<typeof deviceRequests.parameters>[0]) {
  const part = Object.fromEntries(ALTERABLE.map((field) => [field, request[field]]));
  return { hash: request.hash, ...deviceRequests.parametersOf(part) };
}
