import { useRead } from '../../data/queries.ts';
import { Outdated } from '../../shell/outdated.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Card, Facts, Notice } from '../../ui/card.tsx';
import { Moment } from '../../ui/moment.tsx';
import { useWords } from '../../words/index.ts';

const MEGABYTE = 1_000_000;

/** Can the node that answers write, and has its database room? */
export function Health({ every }: { every: number }) {
  const { running, locale } = useWords();
  const words = running.health;
  const found = useRead('getHealth', {}, { every });
  const health = found.data?.data;
  const size = new Intl.NumberFormat(locale, {
    ...{ style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 },
  });
  if (!health) return null;
  const { ready, fault, uptime, version, store } = health;
  const inTime = store.checkpoints === 'in time';
  return (
    <Card title={words.title} lead={words.lead}>
      <div className="grid gap-4">
        <Outdated error={found.error} />
        {!ready && <Notice tone="bad">{words.notReady(fault ?? '')}</Notice>}
        {!inTime && <Notice tone="warn">{words.late}</Notice>}
        <Facts
          facts={[
            [
              running.nodes.state,
              <Badge key="state" tone={ready ? 'ok' : 'bad'}>
                {ready ? words.writes : words.cannotWrite}
              </Badge>,
            ],
            [running.nodes.version, version],
            [words.started, <Moment key="started" at={found.dataUpdatedAt - uptime * 1_000} />],
            [words.database, size.format(store.databaseBytes / MEGABYTE)],
            [words.log, size.format(store.logBytes / MEGABYTE)],
          ]}
        />
      </div>
    </Card>
  );
}
