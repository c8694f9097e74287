/** The law firms of the demo and their members, for the seed and the API's own records. */
export const HARTLEY = { id: 'org_customer123', name: 'Hartley & Webb Solicitors' };
export const PENNINE = { id: 'org_pennine', name: 'Pennine Conveyancing LLP' };

/** A firm with invented matters in the sandbox alone, in which developers try their applications. */
export const SAMPLE = { id: 'org_sample', name: 'Sample & Co Solicitors' };

export interface DemoPerson {
  id: string;
  email: string;
  name: string;
  places: { tenantId: string; role: string; jobTitle: string }[];
}

export const PEOPLE: DemoPerson[] = [
  {
    id: 'user_margaret',
    email: 'margaret@hartleywebb.example',
    name: 'Margaret Hartley',
    places: [{ tenantId: HARTLEY.id, role: 'owner', jobTitle: 'Senior partner' }],
  },
  {
    id: 'user_daniel',
    email: 'daniel@hartleywebb.example',
    name: 'Daniel Webb',
    places: [{ tenantId: HARTLEY.id, role: 'solicitor', jobTitle: 'Solicitor' }],
  },
  {
    id: 'user_priya',
    email: 'priya@hartleywebb.example',
    name: 'Priya Shah',
    places: [{ tenantId: HARTLEY.id, role: 'assistant', jobTitle: 'Legal assistant' }],
  },
  {
    id: 'user_tom',
    email: 'tom@hartleywebb.example',
    name: 'Tom Ellery',
    places: [{ tenantId: HARTLEY.id, role: 'viewer', jobTitle: 'Bookkeeper' }],
  },
  {
    id: 'user_ruth',
    email: 'ruth@pennine.example',
    name: 'Ruth Calder',
    places: [{ tenantId: PENNINE.id, role: 'owner', jobTitle: 'Managing partner' }],
  },
  {
    // Works for both firms, so that the consent page offers a choice of tenants.
    id: 'user_owen',
    email: 'owen@conveyancing.example',
    name: 'Owen Pryce',
    places: [
      { tenantId: HARTLEY.id, role: 'solicitor', jobTitle: 'Consultant solicitor' },
      { tenantId: PENNINE.id, role: 'admin', jobTitle: 'Practice manager' },
    ],
  },
];
