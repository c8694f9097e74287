import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from './database.ts';
import { type Actor, RecordStore, type StoredRecord } from './record-store.ts';
import { type ResourceName, resourceNamed } from './resources.ts';
import { BRIGHTWATER, KESTREL, PEOPLE, SAMPLE, SAMPLE_AUTHOR } from './seed.ts';

const FILLED = 1;
const DAY = 86_400_000;

/** The contact in the API's public page. */
const PAGE_CONTACT = 'con_8f2a1c9b4d6e7f0a1b2c3d4e';

/** Adds the demo's records to an empty database, once, so that deleted records stay away. */
export function fillOnce(database: DatabaseSync): void {
  transaction(database, () => {
    if (Number(database.prepare('PRAGMA user_version').get()?.user_version) >= FILLED) return;
    fillBrightwater(writer(database, { businessId: BRIGHTWATER, userId: PEOPLE.marcus }));
    fillKestrel(writer(database, { businessId: KESTREL, userId: PEOPLE.kenji }));
    fillSample(writer(database, { businessId: SAMPLE, userId: SAMPLE_AUTHOR }));
    database.exec(`PRAGMA user_version = ${FILLED}`);
  });
}

type Write = (resource: ResourceName, key: string, record: StoredRecord, id?: string) => string;

/** Writes records an hour apart, with the same ids on every machine. */
function writer(database: DatabaseSync, actor: Actor): Write {
  let at = Date.UTC(2026, 2, 2, 8);
  return (name, key, record, fixedId) => {
    const resource = resourceNamed(name);
    const digest = createHash('sha256').update(`${actor.businessId} ${name} ${key}`).digest('hex');
    const id = fixedId ?? `${resource.prefix}_${digest.slice(0, 24)}`;
    const time = new Date(at);
    at += DAY / 24;
    new RecordStore(database, resource, () => time).create(actor, record, id);
    return id;
  };
}

const COMPANIES: [name: string, domain: string, industry: string, employees: number][] = [
  ['Alder & Finch Bakery', 'alderfinch.example', 'Food', 34],
  ['Coastline Logistics', 'coastline.example', 'Transport', 410],
  ['Dunmore Primary School', 'dunmore.example', 'Education', 58],
  ['Elmwood Care Homes', 'elmwood.example', 'Health', 220],
  ['Fernhill Dairy', 'fernhill.example', 'Agriculture', 19],
  ['Granite Climbing Centre', 'granite.example', 'Sports', 12],
  ['Hollis Print Works', 'hollisprint.example', 'Manufacturing', 47],
  ['Ivy Lane Hotels', 'ivylane.example', 'Hospitality', 130],
];

/** Name, job title, status, and the index of the company in the list above. */
const CONTACTS: [name: string, title: string, status: string, company: number][] = [
  ['Benedict Osei', 'Operations director', 'prospect', 1],
  ['Carla Pinto', 'Fleet manager', 'lead', 1],
  ['Deirdre Walsh', 'Head teacher', 'customer', 2],
  ['Emre Yilmaz', 'Bursar', 'prospect', 2],
  ['Fiona Baxter', 'Regional manager', 'lead', 3],
  ['Gareth Pugh', 'Facilities lead', 'prospect', 3],
  ['Hanna Lindqvist', 'Finance director', 'lead', 3],
  ['Ian Fairley', 'Owner', 'customer', 4],
  ['Joanna Nowak', 'Farm manager', 'lead', 4],
  ['Karim Haddad', 'Founder', 'prospect', 5],
  ['Lucia Ferri', 'Centre manager', 'lead', 5],
  ['Morgan Hollis', 'Managing director', 'customer', 6],
  ['Nadia Petrova', 'Plant engineer', 'lead', 6],
  ['Oscar Blom', 'Purchasing', 'former', 6],
  ['Priya Raman', 'Sustainability officer', 'prospect', 7],
  ['Quentin Dubois', 'General manager', 'lead', 7],
  ['Rosa Delgado', 'Head of maintenance', 'lead', 7],
  ['Samuel Adeyemi', 'Baker', 'lead', 0],
  ['Tessa Vos', 'Shop manager', 'lead', 0],
  ['Ulrich Kern', 'Warehouse manager', 'former', 1],
  ['Vera Castell', 'School governor', 'lead', 2],
  ['Wendy Moss', 'Care coordinator', 'lead', 3],
];

function fillBrightwater(write: Write): void {
  const companies = COMPANIES.map(([name, domain, industry, employees]) =>
    write('company', name, { name, domain, industry, employees }),
  );
  const company = (index: number) => companies[index] ?? null;
  const amelia = write(
    'contact',
    'Amelia Thornton',
    {
      name: 'Amelia Thornton',
      email: 'amelia@alderfinch.example',
      phone: '+44 20 7946 0018',
      job_title: 'Owner',
      status: 'prospect',
      company_id: company(0),
    },
    PAGE_CONTACT,
  );
  const contacts = CONTACTS.map(([name, job_title, status, at]) => {
    const mailbox = name.split(' ')[0]?.toLowerCase();
    const email = `${mailbox}@${COMPANIES[at]?.[1]}`;
    return write('contact', name, { name, email, job_title, status, company_id: company(at) });
  });
  const contact = (index: number) => contacts[index] ?? null;

  const bakery = write('deal', 'bakery roof', {
    name: 'Bakery roof, 42 kW',
    amount: 4_850_000,
    stage: 'proposal',
    expected_close_on: '2026-07-15',
    contact_id: amelia,
    company_id: company(0),
  });
  const deals: [name: string, amount: number, stage: string, contact: number, company: number][] = [
    ['Depot canopy, 180 kW', 19_200_000, 'qualified', 0, 1],
    ['School hall battery', 2_150_000, 'won', 2, 2],
    ['Three care homes', 12_400_000, 'proposal', 4, 3],
    ['Milking parlour', 3_300_000, 'won', 7, 4],
    ['Climbing hall roof', 1_780_000, 'new', 9, 5],
    ['Print works, phase two', 8_900_000, 'proposal', 11, 6],
    ['Hotel car park', 6_250_000, 'qualified', 14, 7],
    ['Lorry chargers', 4_100_000, 'lost', 19, 1],
  ];
  for (const [name, amount, stage, who, where] of deals) {
    const closed_at = stage === 'won' || stage === 'lost' ? '2026-05-20T15:00:00Z' : null;
    write('deal', name, {
      name,
      amount,
      stage,
      closed_at,
      contact_id: contact(who),
      company_id: company(where),
    });
  }
  const call = { contact_id: amelia, deal_id: bakery };
  write('task', 'send roof survey', { title: 'Send the roof survey', due_on: '2026-06-12', ...call });
  write('task', 'check feed-in', { title: 'Check the feed-in tariff', due_on: '2026-06-19', ...call });
  write('task', 'call bursar', {
    title: 'Call the bursar back',
    due_on: '2026-06-10',
    contact_id: contact(3),
  });
  write('task', 'invoice', { title: 'Send the final invoice', due_on: '2026-06-05', contact_id: contact(2) });
  write('note', 'mornings', {
    body: 'Reach her before six in the morning or after two.',
    contact_id: amelia,
  });
  write('note', 'roof', { body: 'The roof faces south-west and was renewed in 2021.', deal_id: bakery });
  write('note', 'budget', { body: 'Budget is decided in September.', company_id: company(2) });
  const at = (day: string) => `${day}T10:00:00Z`;
  write('activity', 'first call', {
    kind: 'call',
    subject: 'First call about the bakery roof',
    occurred_at: at('2026-05-04'),
    duration_minutes: 25,
    ...call,
  });
  write('activity', 'site visit', {
    kind: 'visit',
    subject: 'Measured the roof',
    occurred_at: at('2026-05-12'),
    duration_minutes: 90,
    ...call,
  });
  write('activity', 'offer', {
    kind: 'email',
    subject: 'Sent the offer',
    occurred_at: at('2026-05-26'),
    ...call,
  });
}

function fillKestrel(write: Write): void {
  const studio = write('company', 'Lark Studios', { name: 'Lark Studios', industry: 'Film', employees: 85 });
  const clinic = write('company', 'Oakfield Clinic', {
    name: 'Oakfield Clinic',
    industry: 'Health',
    employees: 40,
  });
  const people: [name: string, email: string, company: string][] = [
    ['Yusuf Demir', 'yusuf@lark.example', studio],
    ['Zoe Hartmann', 'zoe@lark.example', studio],
    ['Anton Weiss', 'anton@oakfield.example', clinic],
    ['Bianca Rossi', 'bianca@oakfield.example', clinic],
  ];
  const contacts = people.map(([name, email, company_id]) =>
    write('contact', name, { name, email, company_id }),
  );
  const lobby = write('deal', 'lobby', {
    name: 'Lobby and screening room',
    amount: 7_400_000,
    stage: 'qualified',
    contact_id: contacts[0] ?? null,
    company_id: studio,
  });
  write('deal', 'waiting room', { name: 'Waiting room', amount: 1_250_000, company_id: clinic });
  write('task', 'samples', { title: 'Bring fabric samples', due_on: '2026-06-17', deal_id: lobby });
  write('note', 'colours', { body: 'No red: it shows on camera.', deal_id: lobby });
  write('activity', 'meeting', {
    kind: 'meeting',
    subject: 'Walk through the lobby',
    occurred_at: '2026-05-19T13:30:00Z',
    deal_id: lobby,
  });
}

function fillSample(write: Write): void {
  const company = write('company', 'Example Ltd', {
    name: 'Example Ltd',
    domain: 'ltd.example',
    industry: 'Samples',
    employees: 25,
  });
  const people: [name: string, status: string][] = [
    ['Alex Example', 'customer'],
    ['Robin Sample', 'prospect'],
    ['Sam Specimen', 'lead'],
  ];
  const [alex = null, robin = null] = people.map(([name, status]) => {
    const email = `${name.split(' ')[0]?.toLowerCase()}@ltd.example`;
    return write('contact', name, { name, email, status, company_id: company });
  });
  const deal = write('deal', 'first order', {
    name: 'First order',
    amount: 1_250_000,
    stage: 'proposal',
    contact_id: robin,
    company_id: company,
  });
  write('deal', 'renewal', {
    name: 'Renewal',
    amount: 480_000,
    stage: 'won',
    closed_at: '2026-05-20T15:00:00Z',
    contact_id: alex,
    company_id: company,
  });
  write('task', 'call', { title: 'Call Robin back', due_on: '2026-06-12', contact_id: robin });
  write('note', 'quantity', { body: 'They asked for a price for ten.', deal_id: deal });
  write('activity', 'first call', {
    kind: 'call',
    subject: 'First call',
    occurred_at: '2026-05-04T10:00:00Z',
    duration_minutes: 15,
    deal_id: deal,
  });
}
