import type { Handlers } from '../../contract/app.ts';
import { pageRequest } from '../../contract/paging.ts';
import { conflict, notFound } from '../../contract/problem.ts';
import { freshRecord } from '../../contract/tenant-table.ts';
import { chosen } from '../filters.ts';
import type { RecordsOf } from '../organisation-records.ts';
import type { Contact } from '../types.ts';

type ContactFields = Partial<Omit<Contact, 'id' | 'created_at' | 'updated_at'>>;
type NewContact = ContactFields & Pick<Contact, 'kind' | 'name'>;

const FIRST = { limit: 1, after: null };

export function contactHandlers(records: RecordsOf, now: () => string): Handlers {
  return {
    listContacts: ({ caller, query }) =>
      records(caller).contacts.page(pageRequest(query), chosen(query, ['kind', 'email'])),

    createContact: ({ caller, body, reply }) => {
      const fields = body as NewContact;
      reply.code(201);
      return records(caller).contacts.insert({
        ...freshRecord('cont', now()),
        kind: fields.kind,
        name: fields.name,
        email: fields.email ?? null,
        phone: fields.phone ?? null,
        address: fields.address ?? null,
      });
    },

    getContact: ({ caller, params }) => {
      const found = records(caller).contacts.get(params.contact_id ?? '');
      if (!found) throw notFound();
      return found;
    },

    updateContact: ({ caller, params, body }) => {
      const changes = { ...(body as ContactFields), updated_at: now() };
      const changed = records(caller).contacts.update(params.contact_id ?? '', changes);
      if (!changed) throw notFound();
      return changed;
    },

    deleteContact: ({ caller, params }) => {
      const own = records(caller);
      const id = params.contact_id ?? '';
      if (!own.contacts.get(id)) throw notFound();
      if (own.cases.page(FIRST, { client_contact_id: id }).data.length > 0) {
        throw conflict('The contact is the client of a case, and cases are kept.', '#');
      }
      if (own.quotes.page(FIRST, { contact_id: id }).data.length > 0) {
        throw conflict('The contact has quotes; delete those first.', '#');
      }
      own.contacts.remove(id);
    },
  };
}
