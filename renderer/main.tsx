import { CSPProvider } from '@base-ui/react/csp-provider'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { onAsked } from './state/alerts.ts'
import { listenToShell } from './state/computer.ts'
import { goToSettings } from './state/keyboard.ts'
import { startPresence } from './state/presence.ts'
import { openAnywhere } from './state/switching.ts'
import { startSync, whenBegun } from './state/sync.ts'
import './theme.css'

const ahead = window.greenlightAhead

listenToShell(goToSettings)
startSync()
onAsked(openAnywhere)
startPresence()

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

// What came while this was read is heard first. Where the desk is there, what it was asked ahead comes with that: then
// the list is in what is drawn first.
setTimeout(() => {
  if (ahead?.socket.readyState === WebSocket.OPEN) whenBegun(draw)
  else draw()
})
