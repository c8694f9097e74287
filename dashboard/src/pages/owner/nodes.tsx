import { Server } from 'lucide-react';
import type { Node } from '../../data/management.ts';
import { useRead } from '../../data/queries.ts';
import { Outdated } from '../../shell/outdated.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Figure, Notice } from '../../ui/card.tsx';
import { List } from '../../ui/list.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { useWords } from '../../words/index.ts';
import { Health } from './health.tsx';

const EVERY_MS = 10_000;
/** A healthy server seals each minute, and removes expired rows in rounds of a minute or some. */
const SEAL_LATE_S = 300;

/** Is every node up, and does any work wait? */
export function Nodes() {
  const { shell, running, locale, ui } = useWords();
  const words = running.nodes;
  const found = useRead('listNodes', {}, { every: EVERY_MS });
  const answer = found.data?.data;
  const number = new Intl.NumberFormat(locale);
  const seconds = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
  const missing = answer?.data.filter((node) => node.missing) ?? [];
  const cleaned = answer?.data.find(({ chores }) => chores)?.cleanedAt;
  return (
    <Page title={shell.nodes} lead={words.lead}>
      {answer && <Outdated error={found.error} />}
      {missing.length > 0 && (
        <Notice tone="bad">{words.missing(missing.map(({ name }) => name).join(', '))}</Notice>
      )}
      {answer && (
        <dl className="grid grid-cols-2 gap-4 lg:grid-cols-4">
          <Figure label={words.mails} value={number.format(answer.waiting.mails)} hint={words.toSend} />
          <Figure label={shell.webhooks} value={number.format(answer.waiting.webhooks)} hint={words.toSend} />
          <Figure
            label={words.sealLag}
            value={`${seconds.format(answer.sealLag)} s`}
            hint={answer.sealLag > SEAL_LATE_S ? words.late : words.inTime}
          />
          <Figure
            label={words.cleaned}
            value={cleaned ? <Moment at={cleaned} /> : '–'}
            hint={words.cleanedHint}
          />
        </dl>
      )}
      <List
        label={shell.nodes}
        list={{ ...found, error: answer ? null : found.error, rows: answer?.data ?? [], more: undefined }}
        rowId={({ name }) => name}
        empty={{ icon: Server, title: words.empty }}
        columns={[
          {
            id: 'name',
            header: words.node,
            cell: ({ name, chores }) => (
              <span className="flex flex-wrap items-center gap-2">
                <code className="text-sm">{name}</code>
                {chores && <Badge tone="accent">{words.chores}</Badge>}
              </span>
            ),
          },
          { id: 'state', header: words.state, cell: (node) => <State of={node} /> },
          { id: 'version', header: words.version, wide: true, cell: ({ version }) => version },
          { id: 'since', header: words.since, wide: true, cell: ({ since }) => <Moment at={since} /> },
          { id: 'seen', header: words.seen, cell: ({ lastSeen }) => <Moment at={lastSeen} /> },
          {
            id: 'push',
            header: words.push,
            wide: true,
            cell: (node) => <Push of={node} shown={(age) => seconds.format(age * 1_000)} />,
          },
          {
            id: 'remembered',
            header: words.remembered,
            wide: true,
            align: 'right',
            cell: ({ remembered }) => number.format(remembered),
          },
        ]}
      />
      <Health every={EVERY_MS} />
      <p className="text-sm text-soft">{answer ? words.stopped : ui.loading}</p>
    </Page>
  );
}

function State({ of: { missing } }: { of: Node }) {
  const words = useWords().running.nodes;
  return <Badge tone={missing ? 'bad' : 'ok'}>{missing ? words.states.missing : words.states.up}</Badge>;
}

const PUSH: Record<Node['push'], Tone> = { none: 'neutral', up: 'ok', lost: 'bad' };

function Push({ of: { push, pushSeconds }, shown }: { of: Node; shown: (seconds: number) => string }) {
  const words = useWords().running.nodes;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Badge tone={PUSH[push]}>{words.pushes[push]}</Badge>
      {push === 'up' && pushSeconds !== null && (
        <span className="text-sm text-soft">{words.age(shown(pushSeconds))}</span>
      )}
    </span>
  );
}
