import type { Grant } from '../model/index.ts';

/** Whether tokens of this version of the grant may be issued and used. */
export function stands(grant: Grant, version: number): boolean {
  return grant.status === 'active' && grant.version === version;
}
