import type { DatabaseSync } from 'node:sqlite';
import { BRIGHTLANE, PEOPLE, SAMPLE, SOLSTICE } from './people.ts';
import type { Experience, Goal } from './types.ts';
import { companyTables, EVERYBODY } from './workspace.ts';

/** The initial records of the demo: companies that share nothing. */
export function fill(database: DatabaseSync): void {
  const tables = companyTables(database);
  const account = (companyId: string, id: string, name: string) =>
    tables.accounts.of(companyId).insert({ ...kept(id, '2026-02-03'), name });
  const project = (companyId: string, accountId: string, id: string, name: string, domain: string) =>
    tables.projects.of(companyId).insert({
      ...kept(id, `2026-03-${String((Number(id) % 27) + 1).padStart(2, '0')}`),
      account_id: accountId,
      name,
      status: 'active',
      domains: [domain],
    });

  account(BRIGHTLANE.id, '10041', 'Northwind Outfitters');
  project(BRIGHTLANE.id, '10041', '100411', 'Northwind shop', 'shop.northwind.example');
  project(BRIGHTLANE.id, '10041', '100412', 'Northwind checkout', 'checkout.northwind.example');
  project(BRIGHTLANE.id, '10041', '100413', 'Trail journal', 'journal.northwind.example');
  account(BRIGHTLANE.id, '10042', 'Kestrel Coffee');
  project(BRIGHTLANE.id, '10042', '100421', 'Kestrel store', 'store.kestrel.example');
  project(BRIGHTLANE.id, '10042', '100422', 'Kestrel subscriptions', 'plans.kestrel.example');
  // A new account without a project.
  account(BRIGHTLANE.id, '10043', 'Alder Books');
  account(SOLSTICE.id, '10077', 'Solstice Travel');
  project(SOLSTICE.id, '10077', '100771', 'Booking engine', 'book.solstice.example');
  project(SOLSTICE.id, '10077', '100772', 'Destination guides', 'guides.solstice.example');

  account(SAMPLE.id, SAMPLE.account, 'Sample shop');
  project(SAMPLE.id, SAMPLE.account, '100991', 'Sample storefront', 'shop.sample.example');
  project(SAMPLE.id, SAMPLE.account, '100992', 'Sample checkout', 'checkout.sample.example');

  const works = database.prepare(
    'INSERT INTO collaborators (company_id, user_id, account_id) VALUES (?, ?, ?)',
  );
  for (const { id, tenantId, accounts } of PEOPLE) {
    for (const accountId of accounts) works.run(tenantId, id, accountId);
  }
  works.run(SAMPLE.id, EVERYBODY, SAMPLE.account);

  const brightlane = {
    goals: tables.goals.of(BRIGHTLANE.id),
    experiences: tables.experiences.of(BRIGHTLANE.id),
  };
  brightlane.goals.insert(
    goal('goal_basket', '100411', 'Added to basket', 'clicks_element', '#add-to-basket'),
  );
  brightlane.goals.insert(goal('goal_order', '100412', 'Order placed', 'visits_page', '/thank-you'));
  brightlane.goals.insert(goal('goal_takings', '100412', 'Takings', 'revenue', null));
  brightlane.goals.insert(goal('goal_subscribed', '100422', 'Subscribed', 'submits_form', '#subscribe'));
  brightlane.experiences.insert(
    experience('exp_hero_image', '100411', '2026-09-14', 'Hero image: people or mountains', 'active', {
      url: 'https://shop.northwind.example/',
      goals: ['goal_basket'],
    }),
  );
  brightlane.experiences.insert(
    experience('exp_one_page', '100412', '2026-10-01', 'One page instead of three steps', 'active', {
      url: 'https://checkout.northwind.example/',
      goals: ['goal_order', 'goal_takings'],
    }),
  );
  brightlane.experiences.insert(
    experience('exp_free_delivery', '100412', '2026-06-18', 'Free delivery from 40 or 60', 'completed', {
      url: 'https://checkout.northwind.example/basket',
      goals: ['goal_takings'],
    }),
  );
  brightlane.experiences.insert(
    experience('exp_first_bag', '100422', '2026-11-09', 'First bag free', 'draft', {
      url: 'https://plans.kestrel.example/',
      goals: ['goal_subscribed'],
    }),
  );

  const solstice = { goals: tables.goals.of(SOLSTICE.id), experiences: tables.experiences.of(SOLSTICE.id) };
  solstice.goals.insert(goal('goal_booked', '100771', 'Trip booked', 'visits_page', '/booked'));
  solstice.experiences.insert(
    experience('exp_calendar', '100771', '2026-10-12', 'Cheapest days in the calendar', 'paused', {
      url: 'https://book.solstice.example/',
      goals: ['goal_booked'],
    }),
  );
  fillSample(tables);
}

function fillSample(tables: ReturnType<typeof companyTables>): void {
  tables.goals
    .of(SAMPLE.id)
    .insert(goal('goal_sample', '100991', 'Bought something', 'visits_page', '/thanks'));
  const sample = { url: 'https://shop.sample.example/', goals: ['goal_sample'] };
  for (const [id, name, status] of [
    ['exp_sample_button', 'Green or blue button', 'active'],
    ['exp_sample_headline', 'Short or long headline', 'completed'],
  ] as const) {
    tables.experiences.of(SAMPLE.id).insert(experience(id, '100991', '2026-10-05', name, status, sample));
  }
}

function goal(id: string, projectId: string, name: string, type: Goal['type'], target: string | null): Goal {
  return { ...kept(id, '2026-04-01'), project_id: projectId, name, type, target };
}

function experience(
  id: string,
  projectId: string,
  day: string,
  name: string,
  status: Experience['status'],
  details: { url: string; goals: string[] },
): Experience {
  return {
    ...kept(id, day),
    project_id: projectId,
    name,
    type: 'a/b',
    status,
    url: details.url,
    traffic_distribution: 100,
    variations: [
      { key: 'original', name: 'Original', traffic: 50 },
      { key: 'b', name: 'Variation B', traffic: 50 },
    ],
    goal_ids: details.goals,
  };
}

function kept(id: string, day: string): { id: string; created_at: string; updated_at: string } {
  const time = `${day}T08:00:00.000Z`;
  return { id, created_at: time, updated_at: time };
}
