import { z } from 'zod';
import { auditEvent } from '../../audit/event.ts';
import { DEVELOPER_STATES, type Developer, type User } from '../../model/index.ts';
import { sentence } from '../../words/sentence.ts';
import { type ManageAnswer, type ManageCall, operation, refuse, unknown } from '../api/operation.ts';
import { PAGE, page, pageOf, placeBefore } from '../api/paging.ts';
import { shownTime, time } from '../api/shapes.ts';
import { decideDeveloper } from './decide.ts';

const developer = z
  .object({
    user: z.string(),
    email: z.string(),
    name: z.string(),
    state: z.enum(DEVELOPER_STATES),
    purpose: z.string().nullable().describe('The application that they want to make, in their own words.'),
    reason: z.string().nullable().describe('Why they were refused; they read it.'),
    createdAt: time,
    decidedAt: time.nullable(),
  })
  .meta({
    id: 'Developer',
    description: 'A person who signed up to make clients. Members of a tenant may do so without.',
  });

const COMMON = { noun: 'developers', whom: 'operator' } as const;

const DECISION = {
  ...COMMON,
  method: 'POST',
  answer: { status: 200, schema: developer },
  problems: { wrong_state: [409, 'it was decided so before.'] },
} as const;

export const developerOperations = [
  operation({
    ...COMMON,
    id: 'listDevelopers',
    method: 'GET',
    path: '/developers',
    summary: 'List the people who signed up as developers, newest first',
    query: z.object({ state: z.enum(DEVELOPER_STATES).optional(), ...PAGE }),
    answer: { status: 200, schema: pageOf(developer) },
    async handle({ api, query: { state, limit, cursor } }) {
      const before = placeBefore(cursor);
      if (!before.ok) return before.problem;
      const found = await api.store.developersPage({ state, before: before.value, limit: limit + 1 });
      const place = ({ developer: { createdAt, userId } }: (typeof found)[number]) => [createdAt, userId];
      return { status: 200, body: page(found, limit, place, shown) };
    },
  }),
  operation({
    ...DECISION,
    id: 'approveDeveloper',
    path: '/developers/{user}/approve',
    stepUp: true,
    summary: 'Let a developer make clients',
    description: 'They get a mail. One who was refused can be approved as well.',
    handle: (call) => decide(call, 'approved', null),
  }),
  operation({
    ...DECISION,
    id: 'refuseDeveloper',
    path: '/developers/{user}/refuse',
    summary: 'Refuse a developer, who can then make no clients',
    description:
      'They get a mail with the reason. One who was approved can be refused as well: clients that they have stay, and are suspended one by one.',
    body: z.strictObject({
      reason: z.string().trim().min(1).max(500).nullable().default(null).describe('The developer reads it.'),
    }),
    handle: (call) => decide(call, 'refused', call.body.reason),
  }),
];

async function decide(
  { api, request, path, actor: { by } }: ManageCall,
  to: 'approved' | 'refused',
  reason: string | null,
): Promise<ManageAnswer> {
  const user = await api.store.userById(path.user ?? '');
  if (!user) return unknown('developer');
  const row = auditEvent(api, request, `developer.${to}`, { userId: user.id, detail: { by } });
  const decided = await decideDeveloper(api, {
    ...{ user, to, reason, mails: api.runtime.mails, now: api.clock.now(), audit: [row] },
  });
  if (decided.outcome === 'unknown') return unknown('developer');
  if (decided.outcome !== 'decided') return refuse(409, 'wrong_state', sentence('decidedBefore', to));
  return { status: 200, body: shown({ developer: decided.developer, user }) };
}

function shown({ developer: { userId, ...rest }, user }: { developer: Developer; user: User }) {
  const { state, purpose, reason, createdAt, decidedAt } = rest;
  return {
    ...{ user: userId, email: user.email, name: user.name, state, purpose, reason },
    ...{ createdAt: shownTime(createdAt), decidedAt: shownTime(decidedAt) },
  };
}
