import { Send } from 'lucide-react';
import { useState } from 'react';
import type { WebhookDelivery } from '../../data/management.ts';
import { useChange, useList } from '../../data/queries.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Refusal } from '../../ui/form.tsx';
import { List } from '../../ui/list.tsx';
import { ExactMoment, Moment } from '../../ui/moment.tsx';
import { telling } from '../../ui/toast.tsx';
import { useWords } from '../../words/index.ts';
import { operationFor, type Whose } from './whose.ts';

const TONES: Record<WebhookDelivery['status'], Tone> = {
  due: 'accent',
  waiting: 'warn',
  delivered: 'ok',
  given_up: 'bad',
};
const EVERY_MS = 5_000;

interface DeliveriesProps {
  whose: Whose;
  path: { client: string; webhook: string };
}

/** The deliveries of an endpoint, each with its outcome. */
export function Deliveries({ whose, path }: DeliveriesProps) {
  const words = useWords().webhooks;
  const list = useList(
    operationFor(whose, 'listClientWebhookDeliveries'),
    { path, query: {} },
    { every: EVERY_MS },
  );
  const [shown, setShown] = useState<WebhookDelivery | null>(null);
  return (
    <>
      <List
        title={words.deliveries}
        label={words.deliveries}
        list={list}
        rowId={({ number }) => String(number)}
        empty={{ icon: Send, title: words.noDeliveries, text: words.noDeliveriesText }}
        columns={[
          {
            id: 'event',
            header: words.event,
            cell: (delivery) => (
              <button
                type="button"
                onClick={() => setShown(delivery)}
                className="text-left font-medium hover:text-accent"
              >
                {delivery.type}
              </button>
            ),
          },
          {
            id: 'status',
            header: words.status,
            cell: ({ status }) => <Badge tone={TONES[status]}>{words.statuses[status]}</Badge>,
          },
          { id: 'attempts', header: words.attempts, wide: true, cell: ({ attempts }) => attempts },
          { id: 'at', header: words.at, align: 'right', cell: ({ at }) => <Moment at={at} /> },
        ]}
      />
      <Delivery delivery={shown} whose={whose} path={path} onClose={() => setShown(null)} />
    </>
  );
}

interface DeliveryProps extends DeliveriesProps {
  delivery: WebhookDelivery | null;
  onClose: () => void;
}

function Delivery({ delivery, whose, path, onClose }: DeliveryProps) {
  const words = useWords().webhooks;
  const again = useChange(operationFor(whose, 'resendClientWebhookDelivery'), [
    operationFor(whose, 'listClientWebhookDeliveries'),
  ]);
  if (!delivery) return null;
  const resend = () =>
    again.mutate({ path: { ...path, number: String(delivery.number) } }, telling(words.sentAgain, onClose));
  return (
    <Dialog
      open
      onClose={onClose}
      title={delivery.type}
      actions={
        <Button weight="primary" busy={again.isPending} onClick={resend}>
          {words.again}
        </Button>
      }
    >
      <Facts
        facts={[
          [
            words.status,
            <Badge key="status" tone={TONES[delivery.status]}>
              {words.statuses[delivery.status]}
            </Badge>,
          ],
          [words.event, <code key="event">{delivery.event}</code>],
          [words.at, <ExactMoment key="at" at={delivery.at} />],
          [words.attempts, delivery.attempts],
          ...(delivery.answer ? [[words.answer, delivery.answer] as const] : []),
        ]}
      />
      {delivery.answerBody && <Code text={delivery.answerBody} what={words.answer} language={words.answer} />}
      <Code text={JSON.stringify(delivery.payload, null, 2)} what={words.payload} language={words.payload} />
      <Refusal refused={again.error} />
    </Dialog>
  );
}
