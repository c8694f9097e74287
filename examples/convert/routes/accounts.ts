import type { Handlers } from '../../contract/app.ts';
import { pageRequest } from '../../contract/paging.ts';
import type { Project } from '../types.ts';
import type { WorkspaceOf } from '../workspace.ts';

/** Accounts and their projects, as far as the caller may see them. */
export function accountHandlers(workspace: WorkspaceOf, now: () => string): Handlers {
  return {
    listAccounts: ({ caller, query }) => {
      const { accounts, accountIds } = workspace(caller);
      return accounts.page(pageRequest(query), { id: accountIds });
    },

    getAccount: ({ caller, params }) => workspace(caller).account(params.account_id),

    listProjects: ({ caller, params, query }) => {
      const own = workspace(caller);
      const account = own.account(params.account_id);
      return own.projects.page(pageRequest(query), { account_id: account.id, id: own.projectIds });
    },

    getProject: ({ caller, params }) => workspace(caller).project(params.account_id, params.project_id),

    updateProject: ({ caller, params, body }) => {
      const own = workspace(caller);
      const project = own.project(params.account_id, params.project_id);
      const changes = body as Partial<Pick<Project, 'name' | 'status' | 'domains'>>;
      return own.projects.update(project.id, { ...changes, updated_at: now() });
    },
  };
}
