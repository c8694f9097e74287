import { Page } from '../ui/page.tsx';
import { useWords } from '../words/index.ts';

export function Overview() {
  const { shell } = useWords();
  return <Page title={shell.overview}>…</Page>;
}
