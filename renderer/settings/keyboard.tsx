/** The keys of every action: everybody for themselves, the same on all of their consoles. */
import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import {
  type ActionName,
  type KeySettings,
  keymapOf,
  keysRefused,
  MOST_KEYS,
  SAVED_PREFIX,
  SHORTCUTS,
  type Shortcut,
  shortcutsOf,
} from '#shared/keys.ts'
import { chordOf, isComposing } from '../keys.ts'
import { change } from '../state/change.ts'
import { BROWSER, keepKeys, MAC, useKeymap, useKeysSet } from '../state/keymap.ts'
import { useSeveral } from '../state/venues.ts'
import { Button, Keys } from '../ui/button.tsx'
import { Box, BoxHead, Title } from './parts.tsx'

interface PageProps {
  readonly online: boolean
}

const GROUPS = [...new Set(SHORTCUTS.map((s) => s.group))]
const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((key, i) => key === b[i])

/** What is kept: only what differs from the table. */
function withKeys(settings: KeySettings, { action, keys: usual }: Shortcut, keys: readonly string[]): KeySettings {
  const { [action]: _, ...rest } = settings
  return same(keys, usual) ? rest : { ...rest, [action]: [...keys] }
}

export function Keyboard({ online }: PageProps) {
  const settings = useKeysSet()
  const several = useSeveral()
  const changed = Object.keys(settings).length
  const save = async (keys: KeySettings) => {
    const refused = await change('preferences.set', { keys })
    if (refused === null) keepKeys(keys)
    return refused
  }
  return (
    <>
      <Title
        title="Keyboard"
        actions={
          <Button disabled={!online || changed === 0} onClick={() => void save({})}>
            Reset all
          </Button>
        }
      >
        For you alone, on all of your consoles{several && ' and in each venue here'}. Single keys work whenever no text
        field has the focus.
      </Title>
      {GROUPS.filter((group) => group !== 'Venues' || several).map((group) => (
        <Box key={group} label={group}>
          <BoxHead title={group} />
          <ul>
            {shortcutsOf(MAC, BROWSER)
              .filter((s) => s.group === group)
              .map((shortcut) => (
                <Line key={shortcut.action} shortcut={shortcut} settings={settings} online={online} save={save} />
              ))}
          </ul>
        </Box>
      ))}
    </>
  )
}

interface LineProps {
  readonly shortcut: Shortcut
  readonly settings: KeySettings
  readonly online: boolean
  /** Resolves to why it was refused, or to null. */
  readonly save: (keys: KeySettings) => Promise<string | null>
}

function Line({ shortcut, settings, online, save }: LineProps) {
  const { action, label } = shortcut
  const keys = useKeymap()[action]
  const [listening, setListening] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const set = (next: readonly string[]) => {
    const changed = withKeys(settings, shortcut, next)
    const why = keysRefused(action, next, settings, MAC)
    setRefused(why)
    if (why === null) void save(changed).then(setRefused)
  }
  const take = (key: string) => {
    setListening(false)
    if (!keys.includes(key)) set([...keys, key])
  }
  return (
    <li aria-label={label} className="flex min-h-11 items-center gap-4 border-line border-t px-4.5 py-1.5">
      <div className="min-w-0 flex-1">
        {label}
        {refused !== null && (
          <p role="alert" className="text-stop text-xs">
            {refused}
          </p>
        )}
      </div>
      {settings[action] !== undefined && (
        <Button
          size="small"
          look="quiet"
          aria-label={`Reset: ${label}`}
          disabled={!online}
          onClick={() => set(shortcut.keys)}
        >
          Reset
        </Button>
      )}
      <span className="flex flex-wrap items-center justify-end gap-1.5">
        {keys.map((key) => (
          <span key={key} className="inline-flex items-center gap-0.5 rounded-md bg-sunk py-0.5 pl-1">
            <span className="sr-only">{key}</span>
            <Keys chord={key} />
            <button
              type="button"
              aria-label={`Remove ${key}: ${label}`}
              disabled={!online || isKept(action, key)}
              onClick={() => set(keys.filter((one) => one !== key))}
              className="inline-flex size-5 items-center justify-center rounded text-dim hover:text-text disabled:opacity-0"
            >
              <X size={12} aria-hidden="true" />
            </button>
          </span>
        ))}
        {listening ? (
          <Listener label={label} onKey={take} onLeave={() => setListening(false)} />
        ) : (
          <Button
            size="small"
            look="quiet"
            aria-label={`Add a key: ${label}`}
            disabled={!online || keys.length >= MOST_KEYS}
            onClick={() => {
              setRefused(null)
              setListening(true)
            }}
          >
            <Plus size={14} aria-hidden="true" />
            Add
          </Button>
        )}
      </span>
    </li>
  )
}

/** The one that the shell has, too. */
const isKept = (action: ActionName, key: string) => keymapOf({ [action]: [] })[action].includes(key)

/** Takes the next key that is pressed. Esc and leaving it take none. */
function Listener(props: { label: string; onKey: (chord: string) => void; onLeave: () => void }) {
  const [first, setFirst] = useState<string | null>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const chord = isComposing(event.nativeEvent) ? null : chordOf(event)
    // What stops everything stops everything here too.
    if (event.key === 'Tab' || chord === 'Mod+Shift+x') return
    event.preventDefault()
    if (event.key === 'Escape') return props.onLeave()
    if (chord === null) return
    if (first === null && chord === SAVED_PREFIX) return setFirst(chord)
    props.onKey(first === null ? chord : `${first} ${chord}`)
  }
  const asks = first === null ? 'Press the new key; Esc leaves' : `${first}, then …`
  return (
    <button
      type="button"
      ref={(element) => element?.focus()}
      aria-label={`${asks}: ${props.label}`}
      onKeyDown={onKeyDown}
      onBlur={props.onLeave}
      className="h-7 rounded-[7px] border border-need bg-need-soft px-2.5 text-need"
    >
      {asks}
    </button>
  )
}
