import { useState } from 'react'
import { ALERT_KINDS, type AlertKind, type AlertSetting, alertSettingOf } from '#shared/alerts.ts'
import type { VenueView } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { askBrowser, browserPermission } from '../state/alerts.ts'
import { change } from '../state/change.ts'
import { say } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Strip } from '../ui/strip.tsx'
import { Toggle } from '../ui/toggle.tsx'
import { ALERT_WORDS } from '../words/alerts.ts'
import { Box, BoxHead, Setting, Title } from './parts.tsx'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

/** What one wants to be told of: everybody for themselves. */
export function Notifications({ view, online }: PageProps) {
  const { preferences } = view
  const set = (kind: AlertKind, setting: AlertSetting) =>
    void change('preferences.set', { alerts: { [kind]: setting } })
  return (
    <>
      <Title title="Notifications">
        For you alone, on all of your consoles. What the AI deals with by itself makes no noise.
      </Title>
      <Permission />
      <Box label="What you are told of">
        <BoxHead title="What you are told of" text="Conversations that a colleague has taken are left to them.">
          <span aria-hidden="true" className="-mb-1.5 flex self-end text-dim text-xs">
            <span className="w-14 text-center">Sound</span>
            <span className="w-14 text-center">Show</span>
          </span>
        </BoxHead>
        <ul>
          {ALERT_KINDS.map((kind) => (
            <Kind
              key={kind}
              kind={kind}
              setting={alertSettingOf(preferences?.alerts, kind)}
              online={online}
              onChange={(setting) => set(kind, setting)}
            />
          ))}
        </ul>
      </Box>
      <Box label="On the screen">
        <Setting
          title="Show who wrote, and what"
          text="Switched off, a notification says only what has happened: for a screen that others can see. Then nothing can be approved or answered in it."
        >
          <Toggle
            label="Show who wrote, and what"
            on={preferences?.alertTexts ?? true}
            disabled={!online}
            onChange={(alertTexts) => void change('preferences.set', { alertTexts })}
          />
        </Setting>
      </Box>
    </>
  )
}

interface KindProps {
  readonly kind: AlertKind
  readonly setting: AlertSetting
  readonly online: boolean
  readonly onChange: (setting: AlertSetting) => void
}

function Kind({ kind, setting: { on, sound }, online, onChange }: KindProps) {
  const [title, text] = ALERT_WORDS[kind]
  const tryIt = () => {
    desk.tryAlert(kind).catch(() => say('The desk is restarting. Try again in a moment.'))
  }
  return (
    <li aria-label={title} className="flex items-center gap-5 border-line border-t px-4.5 py-3">
      <div className="min-w-0 flex-1">
        <h3 className="font-strong">{title}</h3>
        <p className="text-dim">{text}</p>
      </div>
      <Button size="small" look="quiet" aria-label={`Try it: ${title}`} onClick={tryIt}>
        Try it
      </Button>
      <span className="-mr-5 flex w-14 justify-center">
        <Toggle
          label={`${title}: sound`}
          on={on && sound}
          disabled={!online || !on}
          onChange={(next) => onChange({ on, sound: next })}
        />
      </span>
      <span className="flex w-14 justify-center">
        <Toggle label={title} on={on} disabled={!online} onChange={(next) => onChange({ on: next, sound })} />
      </span>
    </li>
  )
}

/** A browser asks before it shows anything. */
function Permission() {
  const [permission, setPermission] = useState(browserPermission)
  if (permission === 'none' || permission === 'granted') return null
  const ask = () => void askBrowser().then(() => setPermission(browserPermission()))
  return permission === 'denied' ? (
    <Strip tone="wait" className="rounded-lg">
      This browser does not let Greenlight show notifications. You can change that in the settings of the browser, for
      this page; sounds are played all the same.
    </Strip>
  ) : (
    <Strip
      tone="need"
      className="rounded-lg"
      actions={
        <Button size="small" onClick={ask}>
          Allow notifications
        </Button>
      }
    >
      This browser has not been asked yet whether Greenlight may show notifications.
    </Strip>
  )
}
