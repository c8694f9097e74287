import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Tagged } from '../../data/call.ts';
import type { WebhookEndpoint } from '../../data/management.ts';
import { useChange, useRead, WATCHED } from '../../data/queries.ts';
import { Failed } from '../../shell/failed.tsx';
import { Outdated } from '../../shell/outdated.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { ConfirmedChange } from '../../ui/confirmed-change.tsx';
import { FormDialog, Refusal } from '../../ui/form.tsx';
import { ExactMoment } from '../../ui/moment.tsx';
import { Page } from '../../ui/page.tsx';
import { SecretOnce } from '../../ui/secret.tsx';
import { Choice } from '../../ui/select.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import { Deliveries } from './deliveries.tsx';
import { EndpointDialog } from './endpoint-dialog.tsx';
import { EndpointState } from './endpoints.tsx';
import { operationFor, type Whose } from './whose.ts';

/** Does this endpoint get its events, and what can I do when it does not? */
export function EndpointPage() {
  const { webhooks: words, clients, ui } = useWords();
  const { client, webhook } = useParams({ strict: false }) as { client?: string; webhook: string };
  const whose: Whose = client ?? null;
  const path = { client: client ?? '', webhook };
  const found = useRead(operationFor(whose, 'getClientWebhook'), { path }, WATCHED);
  if (found.error && !found.data) return <Failed error={found.error} reset={() => void found.refetch()} />;
  const endpoint = found.data?.data;
  return (
    <Page title={endpoint?.url ?? ui.loading} lead={endpoint && <EndpointState state={endpoint.state} />}>
      {endpoint && (
        <>
          <Outdated error={found.error} />
          <Card>
            <Facts
              facts={[
                [words.events, endpoint.events.length === 0 ? words.allEvents : endpoint.events.join(', ')],
                [words.ordered, endpoint.ordered ? ui.yes : ui.no],
                [clients.createdAt, <ExactMoment key="at" at={endpoint.createdAt} />],
              ]}
            />
            <Actions whose={whose} path={path} endpoint={found.data} />
          </Card>
          <Deliveries whose={whose} path={path} />
        </>
      )}
    </Page>
  );
}

interface ActionsProps {
  whose: Whose;
  path: { client: string; webhook: string };
}

function Actions({
  whose,
  path,
  endpoint,
}: ActionsProps & { endpoint: Tagged<WebhookEndpoint> | undefined }) {
  const words = useWords().webhooks;
  const [asking, setAsking] = useState<'change' | 'rotate' | 'replay' | 'remove' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const test = useChange(operationFor(whose, 'testClientWebhook'), [
    operationFor(whose, 'getClientWebhook'),
    operationFor(whose, 'listClientWebhookDeliveries'),
  ]);
  const close = () => setAsking(null);
  return (
    <div className="mt-5 flex flex-wrap gap-3">
      <Button
        weight="primary"
        busy={test.isPending}
        onClick={() =>
          test.mutate(
            { path },
            telling(({ delivered, answer }) => (delivered ? words.tested(answer) : words.notTested(answer))),
          )
        }
      >
        {words.test}
      </Button>
      <Button onClick={() => setAsking('change')}>{words.change}</Button>
      <Button onClick={() => setAsking('replay')}>{words.replay}</Button>
      <Button onClick={() => setAsking('rotate')}>{words.rotate}</Button>
      <Button weight="danger" onClick={() => setAsking('remove')}>
        {words.remove}
      </Button>
      <Refusal refused={test.error} />
      {asking === 'change' && endpoint && (
        <EndpointDialog whose={whose} endpoint={endpoint} onClose={close} />
      )}
      {asking === 'rotate' && <Rotate whose={whose} path={path} onClose={close} onRotated={setSecret} />}
      {asking === 'replay' && <Replay whose={whose} path={path} onClose={close} />}
      {asking === 'remove' && <Remove whose={whose} path={path} onClose={close} />}
      <SecretOnce
        title={words.secretShown}
        secret={secret}
        what={words.secretShown}
        onClose={() => setSecret(null)}
      />
    </div>
  );
}

interface ActionProps extends ActionsProps {
  onClose: () => void;
}

function Rotate({ whose, path, onClose, onRotated }: ActionProps & { onRotated: (secret: string) => void }) {
  const { webhooks: words, clients } = useWords();
  const [days, setDays] = useState('1');
  const rotate = useChange(operationFor(whose, 'rotateClientWebhookSecret'), [
    operationFor(whose, 'getClientWebhook'),
  ]);
  const submit = () =>
    rotate.mutate(
      { path, body: { overlapDays: Number(days) as 0 | 1 | 7 } },
      {
        onSuccess({ secret }) {
          onClose();
          onRotated(secret);
        },
      },
    );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.rotate}
      action={words.rotate}
      change={rotate}
      onSubmit={submit}
    >
      <p>{words.rotateText}</p>
      <Choice
        label={clients.secretEnds}
        value={days}
        onChange={setDays}
        options={Object.entries(clients.overlaps).map(([value, label]) => ({ value, label }))}
      />
    </FormDialog>
  );
}

const HOURS = [1, 24, 72, 168];
const HOUR = 3_600_000;

function Replay({ whose, path, onClose }: ActionProps) {
  const words = useWords().webhooks;
  const [hours, setHours] = useState('24');
  const replay = useChange(operationFor(whose, 'replayClientWebhook'), [
    operationFor(whose, 'listClientWebhookDeliveries'),
  ]);
  const submit = () =>
    replay.mutate(
      { path, body: { since: new Date(Date.now() - Number(hours) * HOUR).toISOString() } },
      telling(({ events }) => words.replayed(events), onClose),
    );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.replay}
      action={words.again}
      change={replay}
      onSubmit={submit}
    >
      <p>{words.replayText}</p>
      <Choice
        label={words.replay}
        value={hours}
        onChange={setHours}
        options={HOURS.map((each) => ({ value: String(each), label: words.hours(each) }))}
      />
    </FormDialog>
  );
}

function Remove({ whose, path, onClose }: ActionProps) {
  const words = useWords().webhooks;
  const navigate = useNavigate();
  return (
    <ConfirmedChange
      change={operationFor(whose, 'removeClientWebhook')}
      input={{ path }}
      touches={[operationFor(whose, 'listClientWebhooks')]}
      title={words.removeTitle}
      action={words.remove}
      text={words.removeText}
      done={words.removed}
      onDone={() => {
        const back = whose === null ? '/owner/webhooks' : `/applications/${encodeURIComponent(whose)}`;
        void navigate({ to: back, search: (whose === null ? {} : { tab: 'webhooks' }) as never });
      }}
      onClose={onClose}
    />
  );
}
