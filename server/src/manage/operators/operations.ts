import { z } from 'zod';
import { auditEvent } from '../../audit/event.ts';
import { OPERATOR_ROLES, type Operator, type User } from '../../model/index.ts';
import { sentence } from '../../words/sentence.ts';
import { operation, refuse, unknown } from '../api/operation.ts';
import { shownTime, time } from '../api/shapes.ts';
import { DECIDED_ELSEWHERE, decidedElsewhere, isDecidedElsewhere } from '../members/decided-elsewhere.ts';

const operator = z
  .object({
    user: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(OPERATOR_ROLES),
    since: time,
  })
  .meta({
    id: 'Operator',
    description:
      'A person who works for the API owner. An owner may change everything, an auditor may read everything.',
  });

const LAST_OWNER = {
  last_owner: [409, 'it is the last owner.'],
} as const;

export const operatorOperations = [
  operation({
    id: 'listOperators',
    method: 'GET',
    path: '/operators',
    noun: 'operators',
    whom: 'operator',
    summary: 'List the people who operate the API',
    answer: { status: 200, schema: z.object({ data: z.array(operator) }) },
    async handle({ api }) {
      return { status: 200, body: { data: (await api.store.operators()).map(shown) } };
    },
  }),
  operation({
    id: 'setOperator',
    method: 'PUT',
    path: '/operators/{user}',
    noun: 'operators',
    whom: 'operator',
    stepUp: true,
    summary: 'Make a user an operator, or give one another role',
    body: z.strictObject({ role: z.enum(OPERATOR_ROLES) }),
    answer: { status: 200, schema: operator },
    problems: { ...LAST_OWNER, ...DECIDED_ELSEWHERE },
    async handle({ api, request, path, body: { role }, actor: { by } }) {
      const user = await api.store.userById(path.user ?? '');
      if (!user) return unknown('user');
      if (await isDecidedElsewhere(api, user.id, null)) return decidedElsewhere(api);
      const before = await api.store.operator(user.id);
      const wanted: Operator = { userId: user.id, role, createdAt: before?.createdAt ?? api.clock.now() };
      const row = auditEvent(api, request, 'operator.set', { userId: user.id, detail: { role, by } });
      const outcome = await api.store.setOperator(wanted, [row]);
      if (outcome === 'unknown') return unknown('user');
      return outcome === 'set' ? { status: 200, body: shown({ operator: wanted, user }) } : lastOwner();
    },
  }),
  operation({
    id: 'removeOperator',
    method: 'DELETE',
    path: '/operators/{user}',
    noun: 'operators',
    whom: 'operator',
    stepUp: true,
    summary: 'Remove an operator, who stays a user',
    problems: LAST_OWNER,
    async handle({ api, request, path, actor: { by } }) {
      const user = await api.store.userById(path.user ?? '');
      if (!user) return unknown('operator');
      const row = auditEvent(api, request, 'operator.removed', { userId: user.id, detail: { by } });
      const outcome = await api.store.removeOperator({ userId: user.id, audit: [row] });
      if (outcome === 'unknown') return unknown('operator');
      return outcome === 'removed' ? { status: 204 } : lastOwner();
    },
  }),
];

function lastOwner() {
  return refuse(409, 'last_owner', sentence('lastOwner'));
}

function shown({ operator: { role, createdAt }, user }: { operator: Operator; user: User }) {
  return { user: user.id, email: user.email, name: user.name, role, since: shownTime(createdAt) };
}
