import type { Api } from '../../api.ts';
import { protectedResources } from '../../config/addressing/protected-resource.ts';
import type { Inbound } from '../../http/inbound.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Client } from '../../model/index.ts';
import type { BearerReason } from '../errors/bearer.ts';
import { presentedAccess } from './presented-access.ts';

/** The platform that asks for its own affairs, by the token that it got for itself. */
export async function askingPlatform(api: Api, request: Inbound): Promise<Result<Client, BearerReason>> {
  const access = await presentedAccess(api, request, 'not_a_platforms');
  if (!access.ok) return access;
  const { token, client } = access.value;
  if (token.kind !== 'client' || client?.kind !== 'platform') return refused('not_a_platforms');
  // A token for one resource is sent there, and the operator of that resource could send it here (RFC 8707 section 3).
  const isForAll = token.audience.length === 0 || token.audience.some((each) => isWhole(api, each));
  return isForAll ? ok(client) : refused('for_one_resource');
}

function isWhole(api: Api, resource: string): boolean {
  const identifier = resource.replace(/\/$/, '');
  if (identifier === api.address.issuer) return true;
  return protectedResources(api).some(
    ({ separate, path, identifier: own }) => separate === null && path === '' && own === identifier,
  );
}
