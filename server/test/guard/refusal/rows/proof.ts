import { newProver, type ProofOptions } from '../../../proof/prover.ts';
import { LIVE, NOW, type World } from '../../world.ts';
import { INVALID, REALM, type Row } from './row.ts';

const prover = newProver();

/** A token of the client `service` that is bound to the prover's key. */
const boundToken = (world: World) =>
  world.clientToken('service', { confirmation: { jkt: prover.thumbprint } });

async function proved(world: World, over: Partial<ProofOptions>) {
  const token = await boundToken(world);
  const uri = `http://${LIVE}:4000/cases`;
  const dpop = prover.proof({ method: 'GET', uri, at: NOW / 1_000, token, ...over });
  return world.call(null, { authorization: `DPoP ${token}`, dpop });
}

const SERVICE: NonNullable<Row['who']> = ['service', null, 'org_a'];

/** Tokens that are bound to a key which the call does not prove. */
export const proofRows: Row[] = [
  {
    title: 'a bound token sent as Bearer',
    call: async (world) => world.call(await boundToken(world)),
    status: 401,
    code: 'token_bound',
    remedy: 'fix_request',
    challenge: INVALID,
    failed: ['token'],
    who: SERVICE,
  },
  {
    title: 'a token that is bound to a certificate, without one',
    call: async (world) =>
      world.call(await world.clientToken('service', { confirmation: { x5tS256: 'a'.repeat(43) } })),
    status: 401,
    code: 'token_bound',
    challenge: INVALID,
    failed: ['token'],
    who: SERVICE,
  },
  {
    title: 'a proof for another method',
    call: (world) => proved(world, { method: 'POST' }),
    status: 401,
    code: 'invalid_proof',
    remedy: 'fix_request',
    challenge: `DPoP ${REALM}, error="invalid_dpop_proof", error_description="The htm`,
    failed: ['token'],
    who: SERVICE,
  },
  {
    title: 'a proof without a nonce',
    call: (world) => proved(world, {}),
    status: 401,
    code: 'nonce_required',
    remedy: 'fix_request',
    challenge: `DPoP ${REALM}, error="use_dpop_nonce", error_description="`,
    failed: ['token'],
    who: SERVICE,
  },
];
