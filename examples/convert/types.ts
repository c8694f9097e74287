import type { Kept } from '../contract/tenant-table.ts';

/** A brand or client of the company, with its own websites. */
export interface Account extends Kept {
  name: string;
}

/** One website under test. */
export interface Project extends Kept {
  account_id: string;
  name: string;
  status: 'active' | 'paused';
  domains: string[];
}

export interface Variation {
  key: string;
  name: string;
  /** Percent of the visitors of the experience. */
  traffic: number;
}

export interface Experience extends Kept {
  project_id: string;
  name: string;
  type: 'a/b' | 'split_url' | 'multivariate' | 'deploy';
  status: 'draft' | 'active' | 'paused' | 'completed';
  url: string;
  /** Percentage of all visitors who take part. */
  traffic_distribution: number;
  variations: Variation[];
  goal_ids: string[];
}

export interface Goal extends Kept {
  project_id: string;
  name: string;
  type: 'visits_page' | 'clicks_element' | 'submits_form' | 'revenue';
  /** The page's address or the element's selector; `null` for revenue. */
  target: string | null;
}
