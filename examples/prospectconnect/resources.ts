/** A value as stored in a record and in JSON. */
export type Value = string | number | boolean | null;

export interface Field {
  type: 'text' | 'integer' | 'boolean' | 'date' | 'time' | 'choice' | 'reference' | 'id';
  description: string;
  /** Required at creation and cannot be cleared. */
  required?: boolean;
  /** The party that sets it: the caller; the caller at creation and afterwards an action; or only the API. */
  set?: 'caller' | 'creation' | 'api';
  /** The default value. */
  default?: Value;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  format?: 'email' | 'hostname';
  choices?: readonly string[];
  /** The resource that a reference points to, always in the same business. */
  to?: ResourceName;
}

/** A change with its own path: `POST /v1/deals/{deal_id}/stage`. */
export interface Action {
  name: string;
  summary: string;
  description: string;
  /** The only member of the body; required if it has no default. */
  parameter: { name: string; field: Field };
  /** Returns the changed fields; `now` is an ISO 8601 time in UTC. */
  change(value: Value, now: string): Record<string, Value>;
}

export interface Resource {
  name: ResourceName;
  plural: string;
  /** The prefix of its ids: `con_` and 24 hex digits. */
  prefix: string;
  description: string;
  fields: Record<string, Field>;
  actions: Action[];
}

export type ResourceName = 'contact' | 'company' | 'deal' | 'task' | 'note' | 'activity';

export const STAGES = ['new', 'qualified', 'proposal', 'won', 'lost'] as const;

const contact: Field = { type: 'reference', to: 'contact', description: 'The contact that this is about.' };
const company: Field = { type: 'reference', to: 'company', description: 'The company that this is about.' };
const deal: Field = { type: 'reference', to: 'deal', description: 'The deal that this belongs to.' };

const stage: Field = {
  type: 'choice',
  choices: STAGES,
  description: 'Where the deal stands. After creation it moves by `POST /v1/deals/{deal_id}/stage` only.',
};

/** The six resources. Tables, schemas, routes and the API's document are made from this table. */
export const RESOURCES: readonly Resource[] = [
  {
    name: 'contact',
    plural: 'contacts',
    prefix: 'con',
    description: 'A person that the business is in touch with.',
    fields: {
      name: { type: 'text', required: true, maxLength: 200, description: 'Full name.' },
      email: { type: 'text', format: 'email', maxLength: 254, description: 'E-mail address.' },
      phone: {
        type: 'text',
        pattern: '^\\+?[0-9][0-9 ()-]{3,30}$',
        maxLength: 32,
        description: 'Telephone number.',
      },
      job_title: { type: 'text', maxLength: 200, description: 'What they do at their company.' },
      status: {
        type: 'choice',
        choices: ['lead', 'prospect', 'customer', 'former'],
        default: 'lead',
        description: 'How far the relationship has come.',
      },
      company_id: { ...company, description: 'The company that the contact works for.' },
    },
    actions: [],
  },
  {
    name: 'company',
    plural: 'companies',
    prefix: 'com',
    description: 'An organisation that contacts work for and deals are made with.',
    fields: {
      name: { type: 'text', required: true, maxLength: 200, description: 'Trading name.' },
      domain: { type: 'text', format: 'hostname', maxLength: 253, description: 'Internet domain.' },
      industry: { type: 'text', maxLength: 100, description: 'What the company does.' },
      employees: { type: 'integer', minimum: 0, maximum: 10_000_000, description: 'Number of employees.' },
    },
    actions: [],
  },
  {
    name: 'deal',
    plural: 'deals',
    prefix: 'deal',
    description: 'A sale in the making.',
    fields: {
      name: { type: 'text', required: true, maxLength: 200, description: 'What the deal is about.' },
      amount: {
        type: 'integer',
        minimum: 0,
        maximum: 1_000_000_000_000,
        description: 'Expected value in minor units of the currency (cents, pence).',
      },
      currency: {
        type: 'text',
        pattern: '^[A-Z]{3}$',
        maxLength: 3,
        default: 'EUR',
        description: 'ISO 4217 code of the currency.',
      },
      stage: { ...stage, set: 'creation', default: 'new' },
      expected_close_on: { type: 'date', description: 'Day on which the deal should close.' },
      closed_at: { type: 'time', set: 'api', description: 'When the deal was won or lost.' },
      contact_id: contact,
      company_id: company,
    },
    actions: [
      {
        name: 'stage',
        summary: "Change a deal's stage",
        description:
          'Moves the deal to another stage. `won` and `lost` close it; any other stage opens it again.',
        parameter: { name: 'stage', field: { ...stage, description: 'The stage to move to.' } },
        change: (value, now) => ({
          stage: value,
          closed_at: value === 'won' || value === 'lost' ? now : null,
        }),
      },
    ],
  },
  {
    name: 'task',
    plural: 'tasks',
    prefix: 'task',
    description: 'Something that somebody at the business has to do.',
    fields: {
      title: { type: 'text', required: true, maxLength: 200, description: 'What is to be done.' },
      due_on: { type: 'date', description: 'Day by which it should be done.' },
      completed: {
        type: 'boolean',
        set: 'api',
        default: false,
        description: 'Whether it is done. Changes by `POST /v1/tasks/{task_id}/complete`.',
      },
      completed_at: { type: 'time', set: 'api', description: 'When it was completed.' },
      contact_id: contact,
      deal_id: deal,
    },
    actions: [
      {
        name: 'complete',
        summary: 'Complete a task',
        description: 'Marks the task as done, or with `{"completed": false}` as still to be done.',
        parameter: {
          name: 'completed',
          field: { type: 'boolean', default: true, description: '`false` opens the task again.' },
        },
        change: (value, now) => ({ completed: value, completed_at: value ? now : null }),
      },
    ],
  },
  {
    name: 'note',
    plural: 'notes',
    prefix: 'note',
    description: 'Free text about a contact, a company or a deal.',
    fields: {
      body: { type: 'text', required: true, maxLength: 10_000, description: 'The text.' },
      pinned: {
        type: 'boolean',
        set: 'api',
        default: false,
        description: 'Whether it stays on top. Changes by `POST /v1/notes/{note_id}/pin`.',
      },
      contact_id: contact,
      company_id: company,
      deal_id: deal,
    },
    actions: [
      {
        name: 'pin',
        summary: 'Pin a note',
        description: 'Keeps the note on top of its list, or with `{"pinned": false}` lets it go.',
        parameter: {
          name: 'pinned',
          field: { type: 'boolean', default: true, description: '`false` takes the pin out.' },
        },
        change: (value) => ({ pinned: value }),
      },
    ],
  },
  {
    name: 'activity',
    plural: 'activities',
    prefix: 'act',
    description: 'Something that happened between the business and a contact: a call, a meeting.',
    fields: {
      kind: {
        type: 'choice',
        choices: ['call', 'email', 'meeting', 'visit', 'other'],
        required: true,
        description: 'What kind of activity.',
      },
      subject: { type: 'text', required: true, maxLength: 200, description: 'What it was about.' },
      occurred_at: { type: 'time', required: true, description: 'When it took place.' },
      duration_minutes: {
        type: 'integer',
        minimum: 0,
        maximum: 10_080,
        description: 'How long it took, in minutes.',
      },
      contact_id: contact,
      company_id: company,
      deal_id: deal,
    },
    actions: [],
  },
];

/** Fields that the API sets for every record; searches may filter and sort by them. */
export const KEPT_FIELDS: Record<string, Field> = {
  created_at: { type: 'time', set: 'api', description: 'When the record was created.' },
  updated_at: { type: 'time', set: 'api', description: 'When the record last changed.' },
  created_by: { type: 'id', set: 'api', description: 'The user who created it, by hand or by a token.' },
};

/** Returns every field of a record, in the order in which it is shown. */
export function allFields(resource: Resource): Record<string, Field> {
  const id: Field = { type: 'id', set: 'api', description: `\`${resource.prefix}_\` and 24 hex digits.` };
  return { id, ...resource.fields, ...KEPT_FIELDS };
}

/** Returns the resource called `name`. Throws if there is none, which the types rule out. */
export function resourceNamed(name: ResourceName): Resource {
  const found = RESOURCES.find((resource) => resource.name === name);
  if (!found) throw new Error(`There is no resource called ${name}.`);
  return found;
}
