import { CSPProvider } from '@base-ui/react/csp-provider'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BEGINNING } from '#shared/first.ts'
import { App } from './app.tsx'
import { onAsked } from './state/alerts.ts'
import { listenToShell } from './state/computer.ts'
import { goToSettings } from './state/keyboard.ts'
import { startLook } from './state/look.ts'
import { startPresence } from './state/presence.ts'
import { openAnywhere } from './state/switching.ts'
import { startSync, whenBegun } from './state/sync.ts'
import './theme.css'

function draw(): void {
  const root = document.getElementById('root')
  if (root !== null)
    createRoot(root).render(
      <StrictMode>
        <CSPProvider disableStyleElements>
          <App />
        </CSPProvider>
      </StrictMode>,
    )
}

function start(): void {
  const brought = document.getElementById(BEGINNING) !== null
  listenToShell(goToSettings)
  startSync()
  onAsked(openAnywhere)
  startPresence()
  startLook()
  // With what the page has brought along, the list is in what is drawn first.
  if (brought) whenBegun(draw)
  else draw()
}

// The bundle is read while the page is still coming: its end is what the desk has told it.
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
else start()
