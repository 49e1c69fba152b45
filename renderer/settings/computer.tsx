import { type KeyboardEvent, useState } from 'react'
import { MINUTE } from '#shared/clock.ts'
import { type Computer as ComputerState, SPELLINGS, UPDATE_CHANNELS } from '#shared/computer.ts'
import type { VenueView } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { changeComputer, checkForUpdates, restartToUpdate, useComputer } from '../state/computer.ts'
import { MAC } from '../state/keymap.ts'
import { Button } from '../ui/button.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Toggle } from '../ui/toggle.tsx'
import { chordCaps, chordOf, SPELLING_NAMES, updateText } from '../words/computer.ts'
import { whenText } from '../words/time.ts'
import { Box, BoxHead, Setting, Title } from './parts.tsx'

const CHANNEL_NAMES = { latest: 'Finished ones', beta: 'Also early ones' } as const

/** What belongs to this computer, whoever sits at it. Needs no server. */
export function Computer({ view }: { readonly view: VenueView }) {
  const computer = useComputer((s) => s.computer)
  if (computer === null) return null
  const { settings, opensAtLogin } = computer
  return (
    <>
      <Title title="This computer">For everybody who uses Greenlight here. It takes effect at once.</Title>
      <Box label="The kill switch from anywhere">
        <Chord computer={computer} />
      </Box>
      <Box label="Start and spelling">
        <Setting
          title="Start with the computer"
          text="Greenlight starts when you log in, and waits beside the clock until you open it."
        >
          <Toggle
            label="Start with the computer"
            on={opensAtLogin}
            onChange={(on) => changeComputer({ opensAtLogin: on })}
          />
        </Setting>
        {SPELLINGS.map((spelling) => (
          <Setting
            key={spelling}
            title={SPELLING_NAMES[spelling]}
            text="Words that this dictionary does not know are underlined as you write. A right click offers others."
          >
            <Toggle
              label={`Spelling: ${SPELLING_NAMES[spelling]}`}
              on={settings.spellings.includes(spelling)}
              onChange={(on) =>
                changeComputer({
                  spellings: SPELLINGS.filter((one) => (one === spelling ? on : settings.spellings.includes(one))),
                })
              }
            />
          </Setting>
        ))}
      </Box>
      <Updates computer={computer} zone={view.venue.timeZone} />
    </>
  )
}

/** Shows the chord; once asked, takes the next one that is pressed. */
function Chord({ computer: { settings, stopChord } }: { readonly computer: ComputerState }) {
  const [waits, setWaits] = useState(false)
  const chord = settings.stopChord
  const press = (event: KeyboardEvent) => {
    if (!waits || event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return setWaits(false)
    const pressed = chordOf(event.nativeEvent, MAC)
    if (pressed === null) return
    setWaits(false)
    changeComputer({ stopChord: pressed })
  }
  return (
    <Setting
      title="The kill switch from anywhere"
      text="These keys stop auto-send whatever program you are in. The switch of the window keeps its own key."
    >
      <div className="flex shrink-0 flex-col items-end gap-2">
        <div className="flex items-center gap-2">
          <span role="status" className="flex items-center gap-2">
            {stopChord === 'taken' && (
              <span className="font-strong text-need">Another program has these keys. Choose others.</span>
            )}
            {waits ? (
              <span className="text-dim">Press the keys: two of Ctrl, Alt, Shift and a letter</span>
            ) : chord === null ? (
              <span className="text-dim">None</span>
            ) : (
              <Caps chord={chord} />
            )}
          </span>
          <Button size="small" onKeyDown={press} onBlur={() => setWaits(false)} onClick={() => setWaits(!waits)}>
            {waits ? 'Cancel' : 'Change keys'}
          </Button>
          {chord !== null && !waits && (
            <Button size="small" look="quiet" onClick={() => changeComputer({ stopChord: null })}>
              Use none
            </Button>
          )}
        </div>
      </div>
    </Setting>
  )
}

function Caps({ chord }: { readonly chord: string }) {
  const caps = chordCaps(chord, MAC)
  return (
    <span className="inline-flex gap-0.5">
      {caps.map((cap) => (
        <kbd
          key={cap}
          className="min-w-[18px] rounded border border-line-strong border-b-2 bg-surface px-1 text-center font-sans text-dim text-xs leading-4"
        >
          {cap}
        </kbd>
      ))}
    </span>
  )
}

function Updates({ computer, zone }: { readonly computer: ComputerState; readonly zone: string }) {
  const now = useNow(MINUTE)
  const { update, settings } = computer
  const busy = update.kind === 'checking' || update.kind === 'loading'
  return (
    <Box label="Updates">
      <BoxHead title="Updates" text={<span role="status">{updateText(update, (at) => whenText(zone, now, at))}</span>}>
        {update.kind === 'ready' ? (
          <Button size="small" look="primary" onClick={restartToUpdate}>
            Restart now
          </Button>
        ) : (
          update.kind !== 'none' && (
            <Button size="small" disabled={busy} onClick={checkForUpdates}>
              Check now
            </Button>
          )
        )}
      </BoxHead>
      {(update.kind === 'ready' || update.kind === 'loading') && update.notes !== '' && (
        <div className="border-line border-t px-4.5 py-3.5">
          <h3 className="font-strong">What is new in {update.version}</h3>
          <p className="mt-1 max-w-[72ch] whitespace-pre-line text-dim">{update.notes}</p>
        </div>
      )}
      {update.kind !== 'none' && (
        <div className="border-line border-t">
          <Setting title="Which versions" text="Early ones come sooner, and have been tried less.">
            <Segmented
              label="Which versions"
              value={settings.updateChannel}
              segments={UPDATE_CHANNELS.map((value) => ({ value, label: CHANNEL_NAMES[value] }))}
              onChange={(updateChannel) => changeComputer({ updateChannel })}
            />
          </Setting>
        </div>
      )}
    </Box>
  )
}
