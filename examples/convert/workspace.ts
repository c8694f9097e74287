import type { DatabaseSync } from 'node:sqlite';
import type { Caller } from '@latchkey/guard';
import type { SelectableResource } from 'latchkey/config';
import { notFound } from '../contract/problem.ts';
import { type Shelf, TenantTable } from '../contract/tenant-table.ts';
import type { Account, Experience, Goal, Project } from './types.ts';

/**
 * The records that one caller can see: those of the company's accounts on which the user works, limited to
 * the accounts and projects that the user selected for this application. Other records do not exist for the
 * caller.
 */
export interface Workspace {
  accounts: Shelf<Account>;
  projects: Shelf<Project>;
  experiences: Shelf<Experience>;
  goals: Shelf<Goal>;
  accountIds: string[];
  projectIds: string[];
  /** Throws 404 unless the caller sees the account. */
  account(id: string | undefined): Account;
  /** Throws 404 unless the caller sees the project and it belongs to that account. */
  project(accountId: string | undefined, projectId: string | undefined): Project;
  /** Whether an experience of the goal's project counts it. */
  goalInUse(goal: Goal): boolean;
}

export type WorkspaceOf = (caller: Caller) => Workspace;

const KEPT = ['id', 'created_at', 'updated_at'] as const;
const tenantColumn = 'company_id';

/** Divides the records by company. */
export function companyTables(database: DatabaseSync) {
  return {
    accounts: new TenantTable<Account>(database, {
      table: 'accounts',
      tenantColumn,
      columns: [...KEPT, 'name'],
    }),
    projects: new TenantTable<Project>(database, {
      table: 'projects',
      tenantColumn,
      columns: [...KEPT, 'account_id', 'name', 'status', 'domains'],
      json: ['domains'],
    }),
    experiences: new TenantTable<Experience>(database, {
      table: 'experiences',
      tenantColumn,
      columns: [
        ...KEPT,
        'project_id',
        'name',
        'type',
        'status',
        'url',
        'traffic_distribution',
        'variations',
        'goal_ids',
      ],
      json: ['variations', 'goal_ids'],
    }),
    goals: new TenantTable<Goal>(database, {
      table: 'goals',
      tenantColumn,
      columns: [...KEPT, 'project_id', 'name', 'type', 'target'],
    }),
  };
}

export function workspaces(database: DatabaseSync): WorkspaceOf {
  const tables = companyTables(database);
  return (caller) => {
    const { tenant, user, resources } = caller;
    // An application that acts for itself has no user and so no accounts.
    if (!tenant || !user) throw notFound();
    const all = workedOn(database, tenant.id, user.id);
    const selected = resources && new Set(resources.map(({ type, id }) => `${type}:${id}`));
    const projects = all.projects.filter(
      ({ id, account_id }) =>
        !selected || selected.has(`project:${id}`) || selected.has(`account:${account_id}`),
    );
    const accounts = all.accounts.filter(
      ({ id }) =>
        !selected || selected.has(`account:${id}`) || projects.some(({ account_id }) => account_id === id),
    );
    const accountIds = accounts.map(({ id }) => id);
    const projectIds = projects.map(({ id }) => id);
    const shelves = {
      accounts: tables.accounts.of(tenant.id),
      projects: tables.projects.of(tenant.id),
      experiences: tables.experiences.of(tenant.id),
      goals: tables.goals.of(tenant.id),
    };
    return {
      ...shelves,
      accountIds,
      projectIds,
      account(id = '') {
        const found = accountIds.includes(id) ? shelves.accounts.get(id) : null;
        if (!found) throw notFound();
        return found;
      },
      // Both ids in the path are checked: access to an account must not open a project of another one.
      project(accountId = '', projectId = '') {
        const seen = accountIds.includes(accountId) && projectIds.includes(projectId);
        const found = seen ? shelves.projects.get(projectId, { account_id: accountId }) : null;
        if (!found) throw notFound();
        return found;
      },
      goalInUse: ({ id, project_id }) =>
        database
          .prepare(
            `SELECT 1 FROM experiences e, json_each(e.goal_ids) used
             WHERE e.company_id = ? AND e.project_id = ? AND used.value = ? LIMIT 1`,
          )
          .get(tenant.id, project_id, id) !== undefined,
    };
  };
}

/** Returns every resource that a user could select, accounts before their projects. */
export function selectable(database: DatabaseSync, companyId: string, userId: string): SelectableResource[] {
  const { accounts, projects } = workedOn(database, companyId, userId);
  return accounts.flatMap((account) => [
    { type: 'account', id: account.id, name: account.name },
    ...projects
      .filter(({ account_id }) => account_id === account.id)
      .map(({ id, name }) => ({
        type: 'project',
        id,
        name,
        parent: { type: 'account', id: account.id },
      })),
  ]);
}

/** In place of a user's id: whoever belongs to the company. */
export const EVERYBODY = '*';

interface WorkedOn {
  accounts: { id: string; name: string }[];
  projects: { id: string; name: string; account_id: string }[];
}

function workedOn(database: DatabaseSync, companyId: string, userId: string): WorkedOn {
  const accounts = database
    .prepare(
      `SELECT a.id, a.name FROM collaborators c
       JOIN accounts a ON a.company_id = c.company_id AND a.id = c.account_id
       WHERE c.company_id = ? AND c.user_id IN (?, '${EVERYBODY}') ORDER BY a.name`,
    )
    .all(companyId, userId);
  const projects = database
    .prepare(
      `SELECT p.id, p.name, p.account_id FROM collaborators c
       JOIN projects p ON p.company_id = c.company_id AND p.account_id = c.account_id
       WHERE c.company_id = ? AND c.user_id IN (?, '${EVERYBODY}') ORDER BY p.name`,
    )
    .all(companyId, userId);
  return {
    accounts: accounts.map(({ id, name }) => ({ id: String(id), name: String(name) })),
    projects: projects.map(({ id, name, account_id }) => ({
      id: String(id),
      name: String(name),
      account_id: String(account_id),
    })),
  };
}
