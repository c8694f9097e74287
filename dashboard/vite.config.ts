import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The server writes the page around these files (`server/src/dashboard/shell.ts`), so none is HTML. */
export default defineConfig({
  base: '/dashboard/',
  publicDir: false,
  plugins: [react(), tailwindcss()],
  build: {
    manifest: 'manifest.json',
    // Packages that are handed on come with their licences.
    license: { fileName: 'LICENCES.md' },
    target: 'baseline-widely-available',
    assetsDir: 'assets',
    // A data: URL would need its own exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: 'src/main.tsx',
      output: {
        // Otherwise each icon that two pages share would be a file of its own.
        codeSplitting: { groups: [{ name: 'icons', test: /lucide-react/ }] },
      },
    },
  },
});
