import type { Handlers } from '../../contract/app.ts';
import { badParameter, notFound } from '../../contract/problem.ts';
import type { OrganisationRecords, RecordsOf } from '../organisation-records.ts';

interface Report {
  title: string;
  description: string;
  rows(own: OrganisationRecords, period: { from: string; to: string }): Record<string, unknown>[];
}

const REPORTS: Record<string, Report> = {
  pipeline: {
    title: 'Pipeline',
    description: 'Cases opened in the period, by where they stand, with the value of their properties.',
    rows: (own, period) =>
      own.report(
        `SELECT status, count(*) AS cases, coalesce(sum(price_pence), 0) AS value_pence FROM cases
         WHERE organisation_id = :organisation AND substr(created_at, 1, 10) BETWEEN :from AND :to
         GROUP BY status ORDER BY status`,
        period,
      ),
  },
  fees: {
    title: 'Fees',
    description: 'Quotes made in the period, month by month, and how much of them was accepted.',
    rows: (own, period) =>
      own.report(
        `SELECT substr(created_at, 1, 7) AS month, count(*) AS quotes, sum(total_pence) AS quoted_pence,
                coalesce(sum(total_pence) FILTER (WHERE status = 'accepted'), 0) AS accepted_pence
         FROM quotes
         WHERE organisation_id = :organisation AND substr(created_at, 1, 10) BETWEEN :from AND :to
         GROUP BY month ORDER BY month`,
        period,
      ),
  },
};

/** Reports, calculated from the records at the time of the call. */
export function reportHandlers(records: RecordsOf): Handlers {
  return {
    listReports: () => ({
      data: Object.entries(REPORTS).map(([id, { title, description }]) => ({ id, title, description })),
    }),

    getReport: ({ caller, params, query }) => {
      const id = params.report_id ?? '';
      const report = Object.hasOwn(REPORTS, id) ? REPORTS[id] : undefined;
      if (!report) throw notFound();
      const from = typeof query.from === 'string' ? query.from : '0000-01-01';
      const to = typeof query.to === 'string' ? query.to : '9999-12-31';
      if (from > to) throw badParameter('to', 'is before from');
      return { id, title: report.title, from, to, rows: report.rows(records(caller), { from, to }) };
    },
  };
}
