import type { DatabaseSync } from 'node:sqlite';
import { type Caller, can } from '@latchkey/guard';
import { notFound } from '../prospectconnect/problem.ts';
import { type Actor, RecordStore, type StoredRecord } from '../prospectconnect/record-store.ts';
import { type ResourceName, resourceNamed } from '../prospectconnect/resources.ts';
import {
  changeSchema,
  creationSchema,
  idPattern,
  type JsonSchema,
  searchSchema,
} from '../prospectconnect/schemas.ts';
import type { Search } from '../prospectconnect/search.ts';

/** The records of the caller's business, and the caller. */
export interface Work {
  actor: Actor;
  caller: Caller;
  records(resource: ResourceName): RecordStore;
}

export interface Tool {
  title: string;
  description: string;
  input: JsonSchema;
  /** The effect on records, which agents show to users before they allow a call. */
  effect: 'reads' | 'adds' | 'changes' | 'deletes';
  /** The result is given to the agent as JSON. Throws `Problem` for input that cannot be processed. */
  run(work: Work, input: Record<string, unknown>): Record<string, unknown>;
}

/** The tools by name. openapi.yaml declares what each needs; the guard has checked that. */
export const TOOLS: Record<string, Tool> = {
  search_contacts: search('contact', 'Find contacts'),
  summarize_contact: {
    title: 'Everything about a contact',
    description: 'One contact with its notes and, where the user may see them, its deals.',
    input: only({ id: idOf('contact') }),
    effect: 'reads',
    run({ actor: { businessId }, caller, records }, { id }) {
      const contact = records('contact').get(businessId, String(id));
      if (!contact) throw notFound();
      const about = (name: ResourceName) =>
        // The tool's scopes cover these too, but a role may be narrower.
        can(caller, `${name}.read`)
          ? records(name).find(businessId, { filter: { contact_id: contact.id ?? null } }, 'body').records
          : [];
      return { contact, deals: about('deal'), notes: about('note') };
    },
  },
  create_contact: create('contact', 'Add a contact'),
  change_contact: {
    title: 'Change a contact',
    description: 'Changes the given fields and leaves the others as they are; null clears a field.',
    input: {
      ...changeSchema(resourceNamed('contact')),
      required: ['id'],
      minProperties: 2,
      properties: { id: idOf('contact'), ...propertiesOf(changeSchema(resourceNamed('contact'))) },
    },
    effect: 'changes',
    run({ actor: { businessId }, records }, { id, ...changes }) {
      const changed = records('contact').change(businessId, String(id), changes as StoredRecord);
      if (!changed) throw notFound();
      return changed;
    },
  },
  delete_contact: {
    title: 'Delete a contact',
    description: 'Deletes one contact for good. What referred to it stays, without it.',
    input: only({ id: idOf('contact') }),
    effect: 'deletes',
    run({ actor: { businessId }, records }, { id }) {
      if (!records('contact').delete(businessId, String(id))) throw notFound();
      return { deleted: id };
    },
  },
  search_deals: search('deal', 'Find deals'),
  create_note: create('note', 'Write a note'),
};

/** Returns the records and caller of a call. Throws `TypeError` for a token without a user in a business. */
export function workOf(database: DatabaseSync, caller: Caller, clock: () => Date): Work {
  const { tenant, user } = caller;
  if (!tenant || !user) throw new TypeError('This token stands for no user of a business.');
  return {
    actor: { businessId: tenant.id, userId: user.id },
    caller,
    records: (name) => new RecordStore(database, resourceNamed(name), clock),
  };
}

function search(name: ResourceName, title: string): Tool {
  return {
    title,
    description: `Searches ${resourceNamed(name).plural} by any of their fields, a page at a time.`,
    input: searchSchema(resourceNamed(name)),
    effect: 'reads',
    run({ actor, records }, input) {
      const { records: found, next } = records(name).find(actor.businessId, input as Search, 'body');
      return { [resourceNamed(name).plural]: found, next_cursor: next };
    },
  };
}

function create(name: ResourceName, title: string): Tool {
  return {
    title,
    description: `${resourceNamed(name).description} Answers with it, its id included.`,
    input: creationSchema(resourceNamed(name)),
    effect: 'adds',
    run: ({ actor, records }, input) => records(name).create(actor, input as StoredRecord),
  };
}

function only(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties };
}

function idOf(name: ResourceName): JsonSchema {
  return { type: 'string', pattern: idPattern(resourceNamed(name)), description: `Id of a ${name}.` };
}

function propertiesOf(schema: JsonSchema): Record<string, unknown> {
  return schema.properties as Record<string, unknown>;
}
