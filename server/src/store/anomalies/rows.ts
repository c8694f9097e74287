import {
  type Activity,
  type Alert,
  ANOMALY_KINDS,
  type AnomalyFacts,
  type Watched,
} from '../../model/index.ts';
import { branded, integer, nullable, object, oneOf, text } from '../table/codecs.ts';
import { mode } from '../table/model-codecs.ts';
import type { Codec } from '../table/row.ts';
import { table } from '../table/table.ts';

const whose: { [Field in keyof Watched]: Codec<Watched[Field]> } = {
  subject: text,
  tenantId: nullable(branded()),
  clientId: nullable(branded()),
  connectedAccountId: nullable(branded()),
  grantId: nullable(branded()),
  userId: nullable(branded()),
  mode: nullable(mode),
};

export const activity = table<Activity>('activity', {
  hour: integer,
  ...whose,
  network: text,
  allowed: integer,
  refused: integer,
  refreshed: integer,
  repeated: integer,
  firstAt: integer,
  lastAt: integer,
});

export const alerts = table<Alert>('alerts', {
  id: text,
  kind: oneOf(...ANOMALY_KINDS),
  facts: object as Codec<object> as Codec<AnomalyFacts>,
  since: integer,
  until: integer,
  ...whose,
  createdAt: integer,
  state: oneOf('open', 'dismissed', 'ended'),
  closedAt: nullable(integer),
  closedBy: nullable(branded()),
  expiresAt: integer,
});
