import { useFilters } from '../../data/filters.ts';
import type { Call } from '../../data/management.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Facts, Notice } from '../../ui/card.tsx';
import { Checks, Recorded } from '../../ui/checks.tsx';
import { Code } from '../../ui/code.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ExactMoment } from '../../ui/moment.tsx';
import { useWords } from '../../words/index.ts';

/** The tab of the client's page on which a remedy can be carried out. */
const PLACES: Record<string, 'scopes' | 'start' | 'usage'> = {
  refresh: 'start',
  reauthorize: 'scopes',
  reconnect: 'start',
  wait: 'usage',
};
const EXPLAINED = 'https://github.com/latchkey/latchkey/blob/main/docs/reference/refusals.md';

/** Why was it refused, check by check, and what is to be done? */
export function Decision({ call, onClose }: { call: Call | null; onClose: () => void }) {
  const words = useWords().calls;
  const [, set] = useFilters();
  const codes = useRead('listRefusalCodes', {}, { enabled: call?.code !== null && call !== null }).data?.data
    .data;
  if (!call) return null;
  const known = codes?.find(({ code }) => code === call.code);
  const place = call.remedy ? PLACES[call.remedy] : undefined;
  return (
    <Dialog open onClose={onClose} title={words.title}>
      <p>
        <span className="mr-1 text-sm font-semibold text-soft">{call.method}</span>{' '}
        <span className="font-medium">{call.operation ?? words.noOperation}</span>
      </p>
      {known && <Notice tone="bad">{known.means}</Notice>}
      <Checks checks={call.checks} said={call.detail} />
      {call.remedy && (
        <section className="grid gap-2 rounded-lg border border-line p-4">
          <h3 className="font-semibold">{words.whatToDo}</h3>
          <p>{known?.todo ?? call.remedy}</p>
          <div className="flex flex-wrap gap-3">
            {place && (
              <Button
                small
                weight="primary"
                onClick={() => {
                  set({ tab: place });
                  onClose();
                }}
              >
                {words.goTo[place]}
              </Button>
            )}
            <a className="text-accent underline" href={EXPLAINED} rel="noreferrer" target="_blank">
              {words.explain}
            </a>
          </div>
        </section>
      )}
      <Facts
        facts={[
          [words.time, <ExactMoment key="at" at={call.at} />],
          ...(call.code ? [[words.code, <code key="code">{call.code}</code>] as const] : []),
          ...(call.detail ? [[words.said, <Recorded key="said">{call.detail}</Recorded>] as const] : []),
          ...(call.connectedAccount
            ? [[words.account, <code key="account">{call.connectedAccount}</code>] as const]
            : []),
          ...(call.requestId ? [[words.request, <code key="request">{call.requestId}</code>] as const] : []),
        ]}
      />
      {call.needs !== null && call.needs !== undefined && (
        <Code language={words.needs} what={words.needs} text={JSON.stringify(call.needs, null, 2)} />
      )}
    </Dialog>
  );
}
