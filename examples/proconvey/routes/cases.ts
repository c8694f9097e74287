import type { Handlers } from '../../contract/app.ts';
import { pageRequest } from '../../contract/paging.ts';
import { conflict, type Fault, notFound, unprocessable } from '../../contract/problem.ts';
import { freshRecord } from '../../contract/tenant-table.ts';
import { chosen } from '../filters.ts';
import type { OrganisationRecords, RecordsOf } from '../organisation-records.ts';
import type { Case } from '../types.ts';

type CaseFields = Partial<Omit<Case, 'id' | 'created_at' | 'updated_at'>>;
type NewCase = CaseFields & Pick<Case, 'reference' | 'type' | 'property' | 'client_contact_id'>;

/** Cases are never deleted, as professional rules require: one that was not completed is `abandoned`. */
export function caseHandlers(records: RecordsOf, now: () => string): Handlers {
  return {
    listCases: ({ caller, query }) =>
      records(caller).cases.page(pageRequest(query), chosen(query, ['status', 'type', 'client_contact_id'])),

    createCase: ({ caller, body, reply }) => {
      const own = records(caller);
      const fields = body as NewCase;
      refuseUnknownPeople(own, fields);
      refuseTakenReference(own, fields.reference);
      reply.code(201);
      return own.cases.insert({
        ...freshRecord('case', now()),
        reference: fields.reference,
        type: fields.type,
        status: fields.status ?? 'instructed',
        property: fields.property,
        client_contact_id: fields.client_contact_id,
        handler_user_id: fields.handler_user_id ?? null,
        price_pence: fields.price_pence ?? null,
        target_completion: fields.target_completion ?? null,
        notes: fields.notes ?? null,
      });
    },

    getCase: ({ caller, params }) => {
      const found = records(caller).cases.get(params.case_id ?? '');
      if (!found) throw notFound();
      return found;
    },

    updateCase: ({ caller, params, body }) => {
      const own = records(caller);
      const id = params.case_id ?? '';
      const fields = body as CaseFields;
      const before = own.cases.get(id);
      if (!before) throw notFound();
      const closed = before.status === 'completed' || before.status === 'abandoned';
      if (closed && fields.status && fields.status !== before.status) {
        throw conflict(`The case is ${before.status}; a closed case is not opened again.`, '#/status');
      }
      refuseUnknownPeople(own, fields);
      if (fields.reference && fields.reference !== before.reference) {
        refuseTakenReference(own, fields.reference);
      }
      return own.cases.update(id, { ...fields, updated_at: now() });
    },
  };
}

/** Users of another organisation are treated like users who do not exist. */
function refuseUnknownPeople(own: OrganisationRecords, fields: CaseFields): void {
  const faults: Fault[] = [];
  if (fields.client_contact_id && !own.contacts.get(fields.client_contact_id)) {
    faults.push({ pointer: '#/client_contact_id', detail: 'is no contact of the organisation' });
  }
  if (fields.handler_user_id && !own.people.get(fields.handler_user_id)) {
    faults.push({ pointer: '#/handler_user_id', detail: 'is nobody in the organisation' });
  }
  if (faults.length > 0) throw unprocessable(faults);
}

function refuseTakenReference(own: OrganisationRecords, reference: string): void {
  if (own.cases.page({ limit: 1, after: null }, { reference }).data.length > 0) {
    throw conflict(`Another case has the reference ${reference}.`, '#/reference');
  }
}
