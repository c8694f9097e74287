import type { Handlers } from '../../contract/app.ts';
import { pageRequest } from '../../contract/paging.ts';
import { conflict, notFound, unprocessable } from '../../contract/problem.ts';
import { freshRecord } from '../../contract/tenant-table.ts';
import type { Goal } from '../types.ts';
import type { WorkspaceOf } from '../workspace.ts';

type NewGoal = Pick<Goal, 'name' | 'type'> & { target?: string | null };

/** The goals of a project. */
export function goalHandlers(workspace: WorkspaceOf, now: () => string): Handlers {
  return {
    listGoals: ({ caller, params, query }) => {
      const own = workspace(caller);
      const project = own.project(params.account_id, params.project_id);
      return own.goals.page(pageRequest(query), { project_id: project.id });
    },

    createGoal: ({ caller, params, body, reply }) => {
      const own = workspace(caller);
      const project = own.project(params.account_id, params.project_id);
      const { name, type, target = null } = body as NewGoal;
      if ((type === 'revenue') !== (target === null)) {
        const detail = type === 'revenue' ? 'does not belong to a revenue goal' : `is required for ${type}`;
        throw unprocessable([{ pointer: '#/target', detail }]);
      }
      reply.code(201);
      return own.goals.insert({ ...freshRecord('goal', now()), project_id: project.id, name, type, target });
    },

    getGoal: ({ caller, params }) => {
      const own = workspace(caller);
      const { id } = own.project(params.account_id, params.project_id);
      const found = own.goals.get(params.goal_id ?? '', { project_id: id });
      if (!found) throw notFound();
      return found;
    },

    deleteGoal: ({ caller, params }) => {
      const own = workspace(caller);
      const { id } = own.project(params.account_id, params.project_id);
      const goal = own.goals.get(params.goal_id ?? '', { project_id: id });
      if (!goal) throw notFound();
      if (own.goalInUse(goal)) {
        throw conflict('An experience counts this goal; take it out there first.', '#');
      }
      own.goals.remove(goal.id);
    },
  };
}
