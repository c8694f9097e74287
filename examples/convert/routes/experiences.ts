import type { Handlers } from '../../contract/app.ts';
import { pageRequest } from '../../contract/paging.ts';
import { conflict, type Fault, notFound, unprocessable } from '../../contract/problem.ts';
import { freshRecord } from '../../contract/tenant-table.ts';
import type { Experience } from '../types.ts';
import type { Workspace, WorkspaceOf } from '../workspace.ts';

type ExperienceFields = Partial<Omit<Experience, 'id' | 'created_at' | 'updated_at' | 'project_id'>>;
type NewExperience = ExperienceFields & Pick<Experience, 'name' | 'type' | 'url' | 'variations'>;

/** Experiments and deployments of a project. */
export function experienceHandlers(workspace: WorkspaceOf, now: () => string): Handlers {
  return {
    listExperiences: ({ caller, params, query }) => {
      const own = workspace(caller);
      const project = own.project(params.account_id, params.project_id);
      const status = typeof query.status === 'string' ? { status: query.status } : {};
      return own.experiences.page(pageRequest(query), { project_id: project.id, ...status });
    },

    createExperience: ({ caller, params, body, reply }) => {
      const own = workspace(caller);
      const project = own.project(params.account_id, params.project_id);
      const fields = body as NewExperience;
      refuseContradictions(own, project.id, fields);
      reply.code(201);
      return own.experiences.insert({
        ...freshRecord('exp', now()),
        project_id: project.id,
        name: fields.name,
        type: fields.type,
        status: fields.status ?? 'draft',
        url: fields.url,
        traffic_distribution: fields.traffic_distribution ?? 100,
        variations: fields.variations,
        goal_ids: fields.goal_ids ?? [],
      });
    },

    getExperience: ({ caller, params }) => theExperience(workspace(caller), params),

    updateExperience: ({ caller, params, body }) => {
      const own = workspace(caller);
      const before = theExperience(own, params);
      const fields = body as ExperienceFields;
      if (before.status === 'completed') {
        throw conflict('The experience is completed: its figures stand, so it does not change.', '#');
      }
      if (fields.variations && before.status !== 'draft') {
        throw conflict(
          'Visitors have seen the variations already; only a draft can change them.',
          '#/variations',
        );
      }
      refuseContradictions(own, before.project_id, fields);
      return own.experiences.update(before.id, { ...fields, updated_at: now() });
    },

    deleteExperience: ({ caller, params }) => {
      const own = workspace(caller);
      const found = theExperience(own, params);
      if (found.status !== 'draft') throw conflict('Only a draft can be deleted; complete it instead.', '#');
      own.experiences.remove(found.id);
    },
  };
}

function theExperience(own: Workspace, params: Record<string, string>): Experience {
  const { id } = own.project(params.account_id, params.project_id);
  const found = own.experiences.get(params.experience_id ?? '', { project_id: id });
  if (!found) throw notFound();
  return found;
}

/** Rules that a schema cannot express: shares add up, keys differ, goals belong to the same project. */
function refuseContradictions(own: Workspace, projectId: string, fields: ExperienceFields): void {
  const faults: Fault[] = [];
  const { variations = [], goal_ids: goals = [] } = fields;
  // In hundredths of a percent, because sums of fractions are not exact.
  const sum = variations.reduce((total, { traffic }) => total + Math.round(traffic * 100), 0);
  if (fields.variations && sum !== 10_000) {
    faults.push({ pointer: '#/variations', detail: `traffic must add up to 100, not ${sum / 100}` });
  }
  if (new Set(variations.map(({ key }) => key)).size !== variations.length) {
    faults.push({ pointer: '#/variations', detail: 'each variation needs a key of its own' });
  }
  goals.forEach((id, index) => {
    if (!own.goals.get(id, { project_id: projectId })) {
      faults.push({ pointer: `#/goal_ids/${index}`, detail: 'is no goal of this project' });
    }
  });
  if (faults.length > 0) throw unprocessable(faults);
}
