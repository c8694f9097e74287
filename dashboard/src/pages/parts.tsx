import { Blocks } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card, Facts, Figure, Notice } from '../ui/card.tsx';
import { Chart } from '../ui/chart.tsx';
import { Checks } from '../ui/checks.tsx';
import { Code } from '../ui/code.tsx';
import { Copyable } from '../ui/copy.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { Empty } from '../ui/empty.tsx';
import { TextField, Tick } from '../ui/field.tsx';
import { Moment } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { Choice } from '../ui/select.tsx';
import { DataTable } from '../ui/table.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { tell } from '../ui/toast.tsx';

const NOW = Date.UTC(2026, 5, 1, 12);
const DAY = 86_400_000;
const TIMES = Array.from({ length: 30 }, (_, index) => NOW - (29 - index) * DAY);
const SERIES = [
  {
    label: 'Allowed',
    colour: '--accent',
    values: TIMES.map((_, i) => 400 + Math.round(160 * Math.sin(i / 3))),
  },
  {
    label: 'Refused',
    colour: '--danger',
    values: TIMES.map((_, i) => 40 + Math.round(30 * Math.cos(i / 2))),
  },
];
const ROWS = Array.from({ length: 10_000 }, (_, index) => ({
  id: `client_${index}`,
  name: `Application ${index}`,
}));

/** Every part of the set on one page, for those who build with it. Only in development; its texts are samples. */
export function Parts() {
  const [text, setText] = useState('');
  const [choice, setChoice] = useState('live');
  const [ticked, setTicked] = useState(true);
  const [asking, setAsking] = useState(false);
  return (
    <Page
      title="Parts"
      lead="The parts that pages are made of."
      action={<Button weight="primary">Create</Button>}
    >
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        <Figure label="Calls today" value="12,480" hint="3 % more than yesterday" />
        <Figure label="Refused" value="86" hint="0.7 %" />
        <Figure label="Connected accounts" value="342" />
      </dl>
      <Card title="Buttons and states">
        <div className="flex flex-wrap gap-3">
          <Button weight="primary" onClick={() => tell('Your changes are saved.')}>
            Tell
          </Button>
          <Button>Plain</Button>
          <Button weight="danger" onClick={() => setAsking(true)}>
            Delete
          </Button>
          <Button weight="quiet">Quiet</Button>
          <Button busy>Busy</Button>
        </div>
        <div className="mt-4 flex flex-wrap gap-2">
          <Badge>Pending</Badge>
          <Badge tone="ok">Active</Badge>
          <Badge tone="warn">Suspended</Badge>
          <Badge tone="bad">Revoked</Badge>
          <Badge tone="accent">Sandbox</Badge>
        </div>
        <div className="mt-4 grid gap-2">
          <Notice tone="ok">It worked.</Notice>
          <Notice tone="warn">The certificate ends in 3 days.</Notice>
          <Notice tone="bad">It did not work.</Notice>
        </div>
      </Card>
      <Card title="Fields">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label="Name" value={text} onChange={setText} hint="People see it at consent." />
          <TextField label="Redirect URI" value="http://" onChange={() => {}} error="It needs a host." />
          <Choice
            label="Mode"
            value={choice}
            onChange={setChoice}
            options={[
              { value: 'live', label: 'Live' },
              { value: 'sandbox', label: 'Sandbox' },
            ]}
          />
          <Tick label="See cases" hint="read:cases" checked={ticked} onChange={setTicked} />
        </div>
      </Card>
      <Card title="A refusal">
        <Checks
          said=""
          checks={[
            { check: 'operation', outcome: 'passed' },
            { check: 'token', outcome: 'passed' },
            { check: 'scope', outcome: 'failed', detail: 'The token lacks write:cases.' },
            { check: 'limit', outcome: 'skipped' },
          ]}
        />
      </Card>
      <Card title="Details">
        <Facts
          facts={[
            ['Client id', <Copyable key="id" text="client_8fz2" what="the client id" />],
            ['Created', <Moment key="at" at={NOW} />],
          ]}
        />
        <div className="mt-4">
          <Code
            language="curl"
            what="the command"
            text={'curl https://api.example/v1/cases \\\n  -H "Authorization: Bearer $TOKEN"'}
          />
        </div>
      </Card>
      <Card>
        <Chart title="Calls per day" times={TIMES} series={SERIES} />
      </Card>
      <Card title="Tabs">
        <Tabs
          label="Samples"
          tabs={[
            { value: 'one', label: 'Credentials', content: <p>One</p> },
            { value: 'two', label: 'Scopes', content: <p>Two</p> },
          ]}
        />
      </Card>
      <Card flush title="Nothing here">
        <Empty icon={Blocks} title="No application yet" action={<Button weight="primary">Create</Button>}>
          An application gets an id and a secret.
        </Empty>
      </Card>
      <Card flush title="Ten thousand rows">
        <DataTable
          label="Applications"
          rows={ROWS}
          rowId={({ id }) => id}
          empty={null}
          columns={[
            { id: 'name', header: 'Name', cell: ({ name }) => name },
            { id: 'id', header: 'Id', cell: ({ id }) => <code className="text-sm">{id}</code>, wide: true },
          ]}
        />
      </Card>
      <Confirm
        open={asking}
        title="Delete the application?"
        action="Delete"
        onConfirm={() => setAsking(false)}
        onClose={() => setAsking(false)}
      >
        <p>Everything that was issued to it stops working at once.</p>
      </Confirm>
    </Page>
  );
}
