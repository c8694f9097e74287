import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type OrganisationRecords, organisationRecords } from './organisation-records.ts';
import { HARTLEY, PENNINE, PEOPLE, SAMPLE } from './people.ts';
import { totalOf } from './routes/quotes.ts';
import type { Address, Case, Contact, FeeLine, Organisation, Quote } from './types.ts';

/** The initial live records: two firms that share nothing. */
export function fillLive(database: DatabaseSync): void {
  const of = organisationRecords(database);
  fillHartley(of(HARTLEY.id));
  fillPennine(of(PENNINE.id));
}

/** The sandbox contains only invented matters, of the same firms and of one for developers. */
export function fillSandbox(database: DatabaseSync): void {
  const of = organisationRecords(database);
  for (const firm of [HARTLEY, PENNINE, SAMPLE]) {
    const own = of(firm.id);
    firmWithPeople(own, firm.id, {
      name: `${firm.name} (sandbox)`,
      sra_number: '000000',
      phone: '01632 960 000',
      email: 'sandbox@proconvey.example',
      address: address('1 Test Street', 'Exampleton', 'ZZ1 1ZZ'),
    });
    const suffix = firm.id.slice(4);
    contact(own, `cont_sandbox_${suffix}`, '2026-09-01', 'client', 'Test Client', 'client@sandbox.example');
    matter(own, `case_sandbox_${suffix}`, '2026-09-02', {
      reference: 'SANDBOX-0001',
      type: 'purchase',
      status: 'searches',
      property: address('2 Test Street', 'Exampleton', 'ZZ1 1ZZ'),
      client_contact_id: `cont_sandbox_${suffix}`,
      price_pence: 25_000_000,
    });
  }
}

function fillHartley(own: OrganisationRecords): void {
  firmWithPeople(own, HARTLEY.id, {
    name: HARTLEY.name,
    sra_number: '648213',
    phone: '01273 555 010',
    email: 'office@hartleywebb.example',
    address: address('12 Old Steine', 'Brighton', 'BN1 1EJ'),
  });
  contact(own, 'cont_amelia_frost', '2026-06-02', 'client', 'Amelia Frost', 'amelia.frost@mail.example');
  contact(own, 'cont_joseph_bright', '2026-07-14', 'client', 'Joseph Bright', 'joseph.bright@mail.example');
  contact(own, 'cont_harbour_homes', '2026-07-15', 'estate_agent', 'Harbour Homes', 'sales@harbour.example');
  contact(own, 'cont_southdown_bank', '2026-08-03', 'lender', 'Southdown Building Society', null);
  contact(own, 'cont_leila_haddad', '2026-10-20', 'client', 'Leila Haddad', 'leila.haddad@mail.example');
  matter(own, 'case_preston_park', '2026-06-04', {
    reference: 'HW-2026-0087',
    type: 'purchase',
    status: 'completed',
    property: address('31 Preston Park Avenue', 'Brighton', 'BN1 6HG'),
    client_contact_id: 'cont_amelia_frost',
    handler_user_id: 'user_daniel',
    price_pence: 68_500_000,
    target_completion: '2026-09-18',
  });
  matter(own, 'case_hawthorn_road', '2026-07-16', {
    reference: 'HW-2026-0104',
    type: 'sale',
    status: 'exchanged',
    property: address('14 Hawthorn Road', 'Worthing', 'BN14 9LT'),
    client_contact_id: 'cont_joseph_bright',
    handler_user_id: 'user_daniel',
    price_pence: 39_250_000,
    target_completion: '2026-12-04',
    notes: 'Buyer is in a chain of three; keys through Harbour Homes.',
  });
  matter(own, 'case_mill_street', '2026-10-05', {
    reference: 'HW-2026-0119',
    type: 'remortgage',
    status: 'enquiries',
    property: address('Flat 2, 9 Mill Street', 'Lewes', 'BN7 2RU'),
    client_contact_id: 'cont_amelia_frost',
    handler_user_id: 'user_owen',
    price_pence: 21_000_000,
  });
  matter(own, 'case_cliff_terrace', '2026-10-22', {
    reference: 'HW-2026-0126',
    type: 'purchase',
    status: 'searches',
    property: address('5 Cliff Terrace', 'Seaford', 'BN25 1BP'),
    client_contact_id: 'cont_leila_haddad',
    handler_user_id: 'user_daniel',
    price_pence: 45_900_000,
    target_completion: '2027-01-29',
  });
  quote(own, 'quo_preston_park', '2026-06-02', 'cont_amelia_frost', 'purchase', 68_500_000, 'accepted');
  quote(own, 'quo_hawthorn_road', '2026-07-14', 'cont_joseph_bright', 'sale', 39_250_000, 'accepted');
  quote(own, 'quo_cliff_terrace', '2026-10-20', 'cont_leila_haddad', 'purchase', 45_900_000, 'sent');
  document(own, 'doc_hawthorn_title', '2026-07-17', 'case_hawthorn_road', 'Title register.txt', [
    'HM Land Registry: copy of register',
    'Property: 14 Hawthorn Road, Worthing BN14 9LT',
    'Tenure: freehold',
    'Proprietor: Joseph Bright',
  ]);
  document(own, 'doc_cliff_searches', '2026-11-02', 'case_cliff_terrace', 'Search results.txt', [
    'Local authority search: nothing adverse',
    'Drainage and water: mains, adopted',
    'Environmental: coastal erosion, see page 4',
  ]);
}

function fillPennine(own: OrganisationRecords): void {
  firmWithPeople(own, PENNINE.id, {
    name: PENNINE.name,
    sra_number: '701954',
    phone: '01422 555 020',
    email: 'hello@pennine.example',
    address: address('Bull Green House', 'Halifax', 'HX1 5AB'),
  });
  contact(own, 'cont_george_holt', '2026-08-11', 'client', 'George Holt', 'george.holt@mail.example');
  matter(own, 'case_canal_wharf', '2026-08-12', {
    reference: 'PC-1042',
    type: 'transfer_of_equity',
    status: 'enquiries',
    property: address('7 Canal Wharf', 'Sowerby Bridge', 'HX6 2AG'),
    client_contact_id: 'cont_george_holt',
    handler_user_id: 'user_ruth',
    price_pence: 18_750_000,
  });
  quote(
    own,
    'quo_canal_wharf',
    '2026-08-11',
    'cont_george_holt',
    'transfer_of_equity',
    18_750_000,
    'accepted',
  );
  document(own, 'doc_canal_transfer', '2026-08-20', 'case_canal_wharf', 'Draft transfer.txt', [
    'Transfer of part, draft 2',
    'For signature by George Holt and Anne Holt',
  ]);
}

type Details<Record> = Omit<Record, 'id' | 'created_at' | 'updated_at'>;

function firmWithPeople(own: OrganisationRecords, id: string, details: Details<Organisation>): void {
  own.organisation.insert({ ...kept(id, '2026-01-05'), ...details });
  for (const person of PEOPLE) {
    const place = person.places.find(({ tenantId }) => tenantId === id);
    if (!place) continue;
    const { email, name } = person;
    own.people.insert({ ...kept(person.id, '2026-01-05'), name, email, job_title: place.jobTitle });
  }
}

function contact(
  own: OrganisationRecords,
  id: string,
  day: string,
  kind: Contact['kind'],
  name: string,
  email: string | null,
): void {
  own.contacts.insert({ ...kept(id, day), kind, name, email, phone: null, address: null });
}

function matter(
  own: OrganisationRecords,
  id: string,
  day: string,
  details: Partial<Details<Case>> &
    Pick<Case, 'reference' | 'type' | 'status' | 'property' | 'client_contact_id'>,
): void {
  own.cases.insert({
    ...kept(id, day),
    handler_user_id: null,
    price_pence: null,
    target_completion: null,
    notes: null,
    ...details,
  });
}

function quote(
  own: OrganisationRecords,
  id: string,
  day: string,
  contactId: string,
  caseType: Quote['case_type'],
  price: number,
  status: Quote['status'],
): void {
  const fees: FeeLine[] = [
    { description: 'Legal fee', amount_pence: caseType === 'purchase' ? 115_000 : 89_500, vat: true },
    { description: 'Bank transfer fee', amount_pence: 3_500, vat: true },
    { description: 'Land Registry fee', amount_pence: 15_000, vat: false },
  ];
  own.quotes.insert({
    ...kept(id, day),
    contact_id: contactId,
    case_type: caseType,
    property_price_pence: price,
    status,
    fees,
    total_pence: totalOf(fees),
    expires_on: null,
  });
}

function document(
  own: OrganisationRecords,
  id: string,
  day: string,
  caseId: string,
  name: string,
  lines: string[],
): void {
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  own.documents.insert({
    ...kept(id, day),
    case_id: caseId,
    name,
    media_type: 'text/plain',
    size_bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    uploaded_by: null,
  });
  own.contents.write(id, bytes);
}

function address(line1: string, town: string, postcode: string): Address {
  return { line1, town, postcode };
}

function kept(id: string, day: string): { id: string; created_at: string; updated_at: string } {
  const time = `${day}T09:30:00.000Z`;
  return { id, created_at: time, updated_at: time };
}
