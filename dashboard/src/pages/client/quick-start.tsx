import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { ClientWithSecrets, QuickStart as Start } from '../../data/management.ts';
import { useRead } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Code } from '../../ui/code.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Choice } from '../../ui/select.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useWords } from '../../words/index.ts';
import { TestConnection } from './test-connection.tsx';

const LANGUAGES: Record<Start['language'], string> = {
  curl: 'curl',
  typescript: 'TypeScript',
  python: 'Python',
  go: 'Go',
};

/** Programs that work when they are pasted, with the client's own id, and a connection to try them with. */
export function QuickStart({ client }: { client: ClientWithSecrets }) {
  const { clients, ui } = useWords();
  const words = clients.start;
  const [language, setLanguage] = useState('curl');
  const [wanted, setWanted] = useState<Start['flow']>('user');
  const found = useRead('listQuickStarts', { path: { client: client.id } });
  if (found.error) return <Failed error={found.error} reset={() => void found.refetch()} />;
  const starts = found.data?.data.data;
  if (!starts) return <p className="text-soft">{ui.loading}</p>;
  const flows = [...new Set(starts.map(({ flow }) => flow))];
  const flow = flows.includes(wanted) ? wanted : flows[0];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <TestConnection client={client} />
      <section className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <header>
          <h2 className="font-semibold">{words.title}</h2>
          <p className="text-sm text-soft">{words.lead}</p>
        </header>
        {flows.length > 1 && (
          <div className="max-w-sm">
            <Choice
              label={words.flow}
              value={flow ?? ''}
              onChange={(next) => setWanted(next as Start['flow'])}
              options={flows.map((value) => ({ value, label: words.flows[value] }))}
            />
          </div>
        )}
        {starts.length === 0 ? (
          <Empty icon={KeyRound} title={words.none}>
            {words.noneText}
          </Empty>
        ) : (
          <Tabs
            label={clients.tabs.start}
            value={language}
            onChange={setLanguage}
            tabs={starts
              .filter((each) => each.flow === flow)
              .map((each) => ({
                value: each.language,
                label: LANGUAGES[each.language],
                content: (
                  <Code
                    language={LANGUAGES[each.language]}
                    what={LANGUAGES[each.language]}
                    text={each.code}
                  />
                ),
              }))}
          />
        )}
      </section>
    </div>
  );
}
