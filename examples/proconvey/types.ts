import type { Kept } from '../contract/tenant-table.ts';

export interface Address {
  line1: string;
  line2?: string | null;
  town: string;
  postcode: string;
}

export type CaseStatus = 'instructed' | 'searches' | 'enquiries' | 'exchanged' | 'completed' | 'abandoned';

/** Optional fields may be missing from a request and are `null` when stored. */
export interface Case extends Kept {
  reference: string;
  type: 'purchase' | 'sale' | 'remortgage' | 'transfer_of_equity';
  status: CaseStatus;
  property: Address;
  client_contact_id: string;
  handler_user_id: string | null;
  price_pence: number | null;
  target_completion: string | null;
  notes: string | null;
}

export interface FeeLine {
  description: string;
  amount_pence: number;
  vat: boolean;
}

export interface Quote extends Kept {
  contact_id: string;
  case_type: Case['type'];
  property_price_pence: number;
  status: 'draft' | 'sent' | 'accepted' | 'declined';
  fees: FeeLine[];
  /** Sum of the fees with VAT where it is due. */
  total_pence: number;
  expires_on: string | null;
}

export interface Contact extends Kept {
  kind: 'client' | 'estate_agent' | 'lender' | 'other_side';
  name: string;
  email: string | null;
  phone: string | null;
  address: Address | null;
}

/** Metadata of a document; its bytes are stored separately. */
export interface Document extends Kept {
  case_id: string;
  name: string;
  media_type: string;
  size_bytes: number;
  sha256: string;
  uploaded_by: string | null;
}

/** A user of the organisation, as colleagues see them. */
export interface Person extends Kept {
  name: string;
  email: string;
  job_title: string;
}

export interface Organisation extends Kept {
  name: string;
  sra_number: string;
  phone: string;
  email: string;
  address: Address;
}
