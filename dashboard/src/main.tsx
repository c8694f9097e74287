import './styles.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { language, nonce } from './data/boot.ts';
import { queries } from './data/queries.ts';
import { router } from './routes.tsx';
import { SignInAgain } from './shell/sign-in-again.tsx';
import { Toasts } from './ui/toast.tsx';
import { loadWords, WordsProvider } from './words/index.ts';

const words = await loadWords(language);
createRoot(document.getElementById('dashboard') as HTMLElement).render(
  <StrictMode>
    <CSPProvider nonce={nonce}>
      <WordsProvider value={words}>
        <QueryClientProvider client={queries}>
          <Toasts>
            <RouterProvider router={router} />
            <SignInAgain />
          </Toasts>
        </QueryClientProvider>
      </WordsProvider>
    </CSPProvider>
  </StrictMode>,
);
