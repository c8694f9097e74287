import type { Handlers } from '../../contract/app.ts';
import { pageRequest } from '../../contract/paging.ts';
import { conflict, notFound, unprocessable } from '../../contract/problem.ts';
import { freshRecord } from '../../contract/tenant-table.ts';
import { chosen } from '../filters.ts';
import type { OrganisationRecords, RecordsOf } from '../organisation-records.ts';
import type { FeeLine, Quote } from '../types.ts';

type QuoteFields = Partial<Omit<Quote, 'id' | 'created_at' | 'updated_at' | 'total_pence'>>;
type NewQuote = QuoteFields & Pick<Quote, 'contact_id' | 'case_type' | 'property_price_pence' | 'fees'>;

const VAT_PERCENT = 20;

/** Returns the total: VAT is calculated for each line and rounded half up to whole pence. */
export function totalOf(fees: FeeLine[]): number {
  return fees.reduce((sum, line) => {
    const vat = line.vat ? Math.floor((line.amount_pence * VAT_PERCENT + 50) / 100) : 0;
    return sum + line.amount_pence + vat;
  }, 0);
}

export function quoteHandlers(records: RecordsOf, now: () => string): Handlers {
  return {
    listQuotes: ({ caller, query }) =>
      records(caller).quotes.page(pageRequest(query), chosen(query, ['status', 'contact_id'])),

    createQuote: ({ caller, body, reply }) => {
      const own = records(caller);
      const fields = body as NewQuote;
      refuseUnknownContact(own, fields);
      reply.code(201);
      return own.quotes.insert({
        ...freshRecord('quo', now()),
        contact_id: fields.contact_id,
        case_type: fields.case_type,
        property_price_pence: fields.property_price_pence,
        status: fields.status ?? 'draft',
        fees: fields.fees,
        total_pence: totalOf(fields.fees),
        expires_on: fields.expires_on ?? null,
      });
    },

    getQuote: ({ caller, params }) => {
      const found = records(caller).quotes.get(params.quote_id ?? '');
      if (!found) throw notFound();
      return found;
    },

    updateQuote: ({ caller, params, body }) => {
      const own = records(caller);
      const id = params.quote_id ?? '';
      const fields = body as QuoteFields;
      const before = own.quotes.get(id);
      if (!before) throw notFound();
      if (before.status === 'accepted') {
        throw conflict('The quote is accepted: it is part of an agreement now and does not change.', '#');
      }
      refuseUnknownContact(own, fields);
      const total = fields.fees ? { total_pence: totalOf(fields.fees) } : {};
      return own.quotes.update(id, { ...fields, ...total, updated_at: now() });
    },

    deleteQuote: ({ caller, params }) => {
      const own = records(caller);
      const id = params.quote_id ?? '';
      const found = own.quotes.get(id);
      if (!found) throw notFound();
      if (found.status === 'accepted') throw conflict('An accepted quote is kept.', '#');
      own.quotes.remove(id);
    },
  };
}

function refuseUnknownContact(own: OrganisationRecords, fields: QuoteFields): void {
  if (fields.contact_id && !own.contacts.get(fields.contact_id)) {
    throw unprocessable([{ pointer: '#/contact_id', detail: 'is no contact of the organisation' }]);
  }
}
