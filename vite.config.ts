/** Builds the window. The server runs as it is and needs no build. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { notesPackages } from './scripts/bundled.ts'

/** A script that a web host puts into its page, as it is, under a name that browsers may keep. */
const starter: Plugin = {
  name: 'starter',
  generateBundle() {
    const source = readFileSync(new URL('renderer/starter.js', import.meta.url))
    this.emitFile({ type: 'asset', name: 'starter.js', source })
  },
}

export default defineConfig({
  root: fileURLToPath(new URL('renderer', import.meta.url)),
  base: './',
  plugins: [react(), tailwindcss(), starter, notesPackages()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2024',
    // The content security policy allows no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // What the first frame needs is one file: each of its own would be a round trip before anything is drawn.
      output: { codeSplitting: { groups: [{ name: 'console', tags: ['$initial'] }] } },
    },
  },
})
