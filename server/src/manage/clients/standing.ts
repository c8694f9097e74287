import { z } from 'zod';
import { auditEvent } from '../../audit/event.ts';
import { type Client, type ClientSettings, isVouchedFor } from '../../model/index.ts';
import { clientState } from '../../rules/client/standing.ts';
import { sentence } from '../../words/sentence.ts';
import {
  CHANGED_MEANWHILE,
  type ManageAnswer,
  type ManageCall,
  operation,
  refuse,
  unknown,
} from '../api/operation.ts';
import { clientOf } from './found.ts';
import { client, shownClient } from './shown.ts';

const reasoned = z.strictObject({
  reason: z.string().trim().max(500).nullable().default(null).describe('Its owner reads it.'),
});

const PROBLEMS = {
  wrong_state: [409, 'the client is not in a state from which this leads.'],
  changed_meanwhile: [412, 'somebody changed it at the same moment.'],
} as const;

const COMMON = {
  method: 'POST',
  noun: 'clients',
  whom: 'operator',
  answer: { status: 200, schema: client },
  problems: PROBLEMS,
} as const;

export const clientStandingOperations = [
  operation({
    ...COMMON,
    id: 'approveClient',
    path: '/clients/{client}/approve',
    stepUp: true,
    summary: 'Approve a client that waits for it',
    handle: (call) => stand(call, 'pending', () => ({}), { suspended: false, approved: true }),
  }),
  operation({
    ...COMMON,
    id: 'suspendClient',
    path: '/clients/{client}/suspend',
    summary: 'Suspend a client: nothing of it works until it is resumed',
    description:
      'Its calls are refused from the next one on, by `client_suspended`, and it gets no tokens and no consent. Connections and tokens stay, and count again when it is resumed.',
    body: reasoned,
    handle: (call) =>
      stand(
        call,
        'active',
        () => ({
          standing: 'suspended',
          ...(call.body.reason === null ? {} : { standingReason: call.body.reason }),
        }),
        { suspended: true, reason: call.body.reason },
      ),
  }),
  operation({
    ...COMMON,
    id: 'resumeClient',
    path: '/clients/{client}/resume',
    stepUp: true,
    summary: 'Let a suspended client go on',
    handle: (call) => stand(call, 'suspended', () => ({}), { suspended: false }),
  }),
  operation({
    ...COMMON,
    id: 'verifyClient',
    path: '/clients/{client}/verify',
    stepUp: true,
    summary: 'Vouch for a client as it is now',
    description:
      'People of other tenants are not warned about it any more. Its owner ends that by another name or redirect URI.',
    handle: (call) => verify(call, true),
  }),
  operation({
    ...COMMON,
    id: 'unverifyClient',
    path: '/clients/{client}/unverify',
    summary: 'Vouch for a client no more',
    handle: (call) => verify(call, false),
  }),
];

/** Moves a client from one state to another. */
function stand(
  call: ManageCall,
  from: ReturnType<typeof clientState>,
  to: () => Pick<ClientSettings, 'standing' | 'standingReason'>,
  detail: Record<string, unknown>,
): Promise<ManageAnswer> {
  return change(call, detail, (found) => {
    const state = clientState(found);
    if (state !== from) {
      return refuse(409, 'wrong_state', sentence('clientState', state, from));
    }
    const { standing: _, standingReason: __, ...rest } = found.settings;
    return { ...rest, ...to() };
  });
}

function verify(call: ManageCall, verified: boolean): Promise<ManageAnswer> {
  return change(call, {}, ({ origin, settings: { verified: _, ...rest } }) => {
    if (origin === 'registration' || origin === 'document') {
      return refuse(409, 'wrong_state', sentence('describesItself'));
    }
    if (origin === 'seed') return { ...rest, ...(verified ? {} : { verified: false }) };
    return { ...rest, ...(verified ? { verified: true } : {}) };
  });
}

async function change(
  { api, request, path, actor }: ManageCall,
  detail: Record<string, unknown>,
  changed: (client: Client) => ClientSettings | ReturnType<typeof refuse>,
): Promise<ManageAnswer> {
  const found = await clientOf(api, path);
  if (!found) return unknown('client');
  const settings = changed(found.client);
  if ('problem' in settings) return settings as ReturnType<typeof refuse>;
  const next = { ...found.client, settings };
  const { ownerUserId: userId, tenantId, id: clientId, mode } = next;
  const row = auditEvent(api, request, 'client.changed', {
    ...{ userId, tenantId, clientId, mode },
    detail: { name: next.name, ...detail, verified: isVouchedFor(next, null), by: actor.by },
  });
  const outcome = await api.store.updateClient(next, [row], found.client);
  if (outcome === 'outdated') return CHANGED_MEANWHILE;
  return outcome === 'updated' ? { status: 200, body: shownClient(next) } : unknown('client');
}
