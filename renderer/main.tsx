import { CSPProvider } from '@base-ui/react/csp-provider'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { onAsked } from './state/alerts.ts'
import { listenToShell } from './state/computer.ts'
import { goToSettings } from './state/keyboard.ts'
import { startPresence } from './state/presence.ts'
import { openAnywhere } from './state/switching.ts'
import { startSync } from './state/sync.ts'
import './theme.css'

listenToShell(goToSettings)
startSync()
onAsked(openAnywhere)
startPresence()

const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <App />
      </CSPProvider>
    </StrictMode>,
  )
