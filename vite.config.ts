/** Builds the window. The server runs as it is and needs no build. */
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { notesPackages } from './scripts/bundled.ts'

/** Puts the script that runs ahead into the page: no module, as modules wait until the page and the bundle are read. */
function runsAhead(): Plugin {
  return {
    name: 'runs-ahead',
    renderChunk: (code, { name }) => (name === 'ahead' ? `(()=>{${code}})()` : null),
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const chunk = Object.values(bundle).find((one) => one.type === 'chunk' && one.name === 'ahead')
        return [{ tag: 'script', attrs: { src: `./${chunk?.fileName}` }, injectTo: 'head-prepend' }]
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
    rolldownOptions: {
      input: { index: 'renderer/index.html', ahead: 'renderer/ahead.ts' },
      // What the first frame needs is one file: each of its own would be a round trip before anything is drawn.
      output: {
        codeSplitting: { groups: [{ name: 'console', tags: ['$initial'], test: (id) => !id.endsWith('/ahead.ts') }] },
      },
    },
  },
})
