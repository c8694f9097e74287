import { useMemo } from 'react';
import { Chart } from '../../ui/chart.tsx';
import { useWords } from '../../words/index.ts';

interface Day {
  day: string;
  allowed: number;
  denied: number;
}

/** Calls by day, those allowed beside those refused. */
export function CallsChart({ days }: { days: readonly Day[] }) {
  const words = useWords().calls;
  const times = useMemo(() => days.map(({ day }) => Date.parse(day)), [days]);
  const series = useMemo(
    () => [
      { label: words.allowed, colour: '--accent', values: days.map(({ allowed }) => allowed) },
      { label: words.denied, colour: '--danger', values: days.map(({ denied }) => denied) },
    ],
    [days, words],
  );
  return <Chart title={words.perDay} times={times} series={series} />;
}
