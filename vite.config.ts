/** Builds the window. The server and the desk run as they are and need no build. */
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { notesPackages } from './scripts/bundled.ts'

/** Puts the script that runs ahead into the page, before the bundle and not waiting for it. */
function runsAhead(): Plugin {
  return {
    name: 'runs-ahead',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const chunk = Object.values(bundle).find((one) => one.type === 'chunk' && one.name === 'ahead')
        const attrs = { type: 'module', async: true, crossorigin: true, src: `./${chunk?.fileName}` }
        return [{ tag: 'script', attrs, injectTo: 'head-prepend' }]
      },
    },
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('renderer', import.meta.url)),
  base: './',
  plugins: [react(), tailwindcss(), runsAhead(), notesPackages()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2024',
    // The content security policy allows no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: 'renderer/index.html', ahead: 'renderer/ahead.ts' } },
  },
})
