import { createHash } from 'node:crypto';
import type { Author, ObjectStore, Values } from './object-store.ts';
import { CHOIR, PEOPLE, PORTAL, ROWING, SAMPLE } from './seed.ts';

const CLUBS = ['Amstel', 'De Vecht', 'Maas', 'Waal'];
const CREWS = ['single', 'double', 'quad', 'coxed four', 'eight', 'lightweight pair', 'junior four'];
const SAMPLES: Values[] = [
  { kind: 'member', name: 'Alex Example', since: 2019, active: true },
  { kind: 'member', name: 'Robin Sample', since: 2023, active: true },
  { kind: 'member', name: 'Sam Specimen', since: 2011, active: false },
  { kind: 'event', title: 'Annual meeting', places: 80, booked: 31 },
  { kind: 'event', title: 'Open day', places: 200, booked: 0 },
  { kind: 'invoice', number: 'S-0001', cents: 4_500, paid: true },
];
const WORKS = ['Requiem', 'Matthew Passion', 'Carmina Burana', 'Evensong', 'Folk songs', 'Winter carols'];

/** Adds the demo's objects to an empty database, once. */
export function fill(store: ObjectStore): void {
  store.fillOnce(() => {
    const add = (associationId: string, values: Values, author: Author) => {
      const digest = createHash('sha256')
        .update(`${associationId} ${JSON.stringify(values)}`)
        .digest('hex');
      store.add(associationId, values, author, `obj_${digest.slice(0, 24)}`);
    };
    for (const [index, club] of CLUBS.entries()) {
      const values = { kind: 'club', name: `Rowing Club ${club}`, members: 120 + index * 45, active: true };
      add(ROWING, values, { kind: 'user', ...PEOPLE.anneke });
      for (const [boat, crew] of CREWS.entries()) {
        const entry = {
          kind: 'entry',
          regatta: 'Spring Head 2026',
          club,
          crew,
          seconds: 420 + boat * 7 + index,
        };
        add(ROWING, entry, { kind: 'client', ...PORTAL });
      }
    }
    for (const [index, work] of WORKS.entries()) {
      const values = {
        kind: 'concert',
        work,
        voices: ['soprano', 'alto', 'tenor', 'bass'],
        month: index + 1,
      };
      add(CHOIR, values, { kind: 'user', ...PEOPLE.dieter });
    }
    for (const values of SAMPLES) add(SAMPLE, values, { kind: 'client', id: 'samples', name: 'Sample data' });
  });
}
