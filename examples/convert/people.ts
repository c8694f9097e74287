/**
 * The companies of the demo, their members and the members' accounts, for the seed and the API's own records.
 */
export const BRIGHTLANE = { id: 'comp_brightlane', name: 'Brightlane Agency' };
export const SOLSTICE = { id: 'comp_solstice', name: 'Solstice Travel' };

/** A company with invented projects, in which developers try their applications: everybody in it works on its account. */
export const SAMPLE = { id: 'comp_sample', name: 'Sample Company', account: '10099' };

export interface DemoPerson {
  id: string;
  email: string;
  name: string;
  tenantId: string;
  role: string;
  /** Ids of the accounts that the user works on. */
  accounts: string[];
}

export const PEOPLE: DemoPerson[] = [
  {
    id: 'user_mara',
    email: 'mara@brightlane.example',
    name: 'Mara Lindqvist',
    tenantId: BRIGHTLANE.id,
    role: 'owner',
    accounts: ['10041', '10042', '10043'],
  },
  {
    id: 'user_jonas',
    email: 'jonas@brightlane.example',
    name: 'Jonas Albers',
    tenantId: BRIGHTLANE.id,
    role: 'admin',
    accounts: ['10041', '10042', '10043'],
  },
  {
    id: 'user_lena',
    email: 'lena@brightlane.example',
    name: 'Lena Okoye',
    tenantId: BRIGHTLANE.id,
    role: 'editor',
    accounts: ['10042'],
  },
  {
    id: 'user_pavel',
    email: 'pavel@brightlane.example',
    name: 'Pavel Novak',
    tenantId: BRIGHTLANE.id,
    role: 'reviewer',
    accounts: ['10041'],
  },
  {
    id: 'user_sofia',
    email: 'sofia@solstice.example',
    name: 'Sofia Marin',
    tenantId: SOLSTICE.id,
    role: 'owner',
    accounts: ['10077'],
  },
];
