import { CSPProvider } from '@base-ui/react/csp-provider'
import { StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { onAsked } from './state/alerts.ts'
import { listenToShell } from './state/computer.ts'
import { goToSettings } from './state/keyboard.ts'
import { startPresence } from './state/presence.ts'
import { openAnywhere } from './state/switching.ts'
import { firstRead, startSync } from './state/sync.ts'
import './theme.css'

listenToShell(goToSettings)
startSync()
onAsked(openAnywhere)
startPresence()

/** A desk that takes longer than that to answer is waited for with something on the screen. */
const PATIENCE_MS = 250

function draw(): void {
  const root = document.getElementById('root')
  if (root === null) return
  flushSync(() =>
    createRoot(root).render(
      <StrictMode>
        <CSPProvider disableStyleElements>
          <App />
        </CSPProvider>
      </StrictMode>,
    ),
  )
}

// Drawn once, with the list in it: a frame of less would hold that one up.
void Promise.race([firstRead, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]).then(draw)
