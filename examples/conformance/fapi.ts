import { readFile } from 'node:fs/promises';
import { localCa } from 'latchkey/serve';
import { makePairs, proofOf } from './fapi-parties.ts';
import { plansOf, redirectUrisOf, SCOPES } from './fapi-plans.ts';
import { PERSON, TENANT } from './people.ts';
import type { Rig } from './rig.ts';

/**
 * FAPI 2.0: the plans Security Profile and Message Signing, in the variants that belong to no particular
 * country.
 *
 * @param authorityDir the folder of the authority for the clients' certificates
 */
export async function fapi(authorityDir: string): Promise<Rig> {
  const authority = await localCa(authorityDir);
  const pairs = await makePairs(authority.clientCertificate);
  return {
    name: 'fapi',
    portOffset: 1,
    issuerVariable: 'CONFORMANCE_FAPI_ISSUER',
    certificates: {
      portOffset: 2,
      originVariable: 'CONFORMANCE_FAPI_CERTIFICATES',
      authorityVariable: 'CONFORMANCE_FAPI_AUTHORITY',
      authority: await readFile(authority.caFile, 'utf8'),
    },
    clients: (suite) =>
      pairs.flatMap((pair) =>
        pair.map((party) => ({
          id: party.id,
          name: `Conformance suite, ${party.id}`,
          scopes: SCOPES,
          grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
          // Its own token has this user's rights.
          tenantId: TENANT.id,
          actsAsUserId: PERSON.id,
          redirectUris: redirectUrisOf(suite, pair),
          ...proofOf(party),
        })),
      ),
    plans: (served) => pairs.flatMap((pair) => plansOf(served, pair)),
  };
}
