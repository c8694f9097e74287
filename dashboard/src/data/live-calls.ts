import { useEffect, useEffectEvent, useState } from 'react';
import { addressOf } from './call.ts';
import type { Call } from './management.ts';

interface Wanted {
  outcome?: string;
  operation?: string;
  connectedAccount?: string;
  code?: string;
}

/** More are a page load away. */
const MOST = 500;

/**
 * The calls that are made from now on, newest first. The browser asks again by itself when the stream ends. A stream that
 * the server refuses, because somebody follows too many, stays empty: the list of before can still be read.
 *
 * @param opened is called whenever the stream begins: calls between the list of before and now are in neither
 */
export function useLiveCalls(
  client: string,
  wanted: Wanted,
  { enabled, opened }: { enabled: boolean; opened: () => void },
): Call[] {
  const [calls, setCalls] = useState<Call[]>([]);
  const begins = useEffectEvent(opened);
  const { outcome, operation, connectedAccount, code } = wanted;
  useEffect(() => {
    setCalls([]);
    if (!enabled) return;
    const query = outcome === undefined ? {} : { outcome: outcome as Call['outcome'] };
    const stream = new EventSource(addressOf('followClientCalls', { path: { client }, query }));
    stream.addEventListener('open', () => begins());
    stream.addEventListener('call', ({ data }: MessageEvent<string>) => {
      const call: Call = JSON.parse(data);
      const fits =
        (operation === undefined || call.operation === operation) &&
        (connectedAccount === undefined || call.connectedAccount === connectedAccount) &&
        (code === undefined || call.code === code);
      if (fits) setCalls((before) => [call, ...before].slice(0, MOST));
    });
    return () => stream.close();
  }, [client, outcome, operation, connectedAccount, code, enabled]);
  return calls;
}
