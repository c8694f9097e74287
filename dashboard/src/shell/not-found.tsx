import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { buttonClasses } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { useWords } from '../words/index.ts';
import { Frame } from './frame.tsx';

/** A page that is not there keeps the navigation. */
export function NotFound() {
  const { shell } = useWords();
  return (
    <Frame>
      <Page title={shell.notFound}>
        <Empty
          icon={Compass}
          title={shell.notFound}
          action={
            <Link to="/" className={buttonClasses('primary')}>
              {shell.overview}
            </Link>
          }
        >
          {shell.notFoundText}
        </Empty>
      </Page>
    </Frame>
  );
}
