import type { VenueRow } from '#shared/rows.ts'
import type { VenueView } from '#shared/rpc.ts'
import { change } from '../state/change.ts'
import { NumberField } from './number-field.tsx'
import { Box, Setting, Title } from './parts.tsx'

type Key = keyof VenueRow['timing']

interface Rule {
  readonly key: Key
  readonly title: string
  readonly text: string
  readonly min: number
  readonly max: number
  readonly unit: string
}

const RULES: readonly Rule[] = [
  {
    key: 'waitTargetMinutes',
    title: 'A customer should not wait longer than',
    text: 'After this the waiting time in the list turns amber, after twice as long red.',
    min: 1,
    max: 1_440,
    unit: 'minutes',
  },
  {
    key: 'undoSeconds',
    title: 'Undo window',
    text: 'How long a text that a person sends can still be taken back before it leaves.',
    min: 0,
    max: 30,
    unit: 'seconds',
  },
  {
    key: 'holdSeconds',
    title: 'Hold before an automatic reply',
    text: 'It shows as “Sending in …” and can be cancelled; a new text from the customer voids it.',
    min: 0,
    max: 120,
    unit: 'seconds',
  },
  {
    key: 'burstSeconds',
    title: 'Wait for the end of a burst',
    text: 'Several texts in a row get one reply: the AI looks this long after the last one.',
    min: 0,
    max: 300,
    unit: 'seconds',
  },
  {
    key: 'humanMinutes',
    title: 'Rest after a person has written',
    text: 'Auto-send stays away from a conversation in which somebody of the team has just written.',
    min: 0,
    max: 1_440,
    unit: 'minutes',
  },
]

export function Timing({ view, online }: { readonly view: VenueView; readonly online: boolean }) {
  const { timing } = view.venue
  return (
    <>
      <Title title="Timing">How long things wait, in both directions.</Title>
      <Box>
        {RULES.map((rule) => (
          <Setting key={rule.key} title={rule.title} text={rule.text}>
            <NumberField
              label={rule.title}
              value={timing[rule.key]}
              min={rule.min}
              max={rule.max}
              unit={rule.unit}
              disabled={!online}
              wide
              onSave={(value) => change('venue.timing', { [rule.key]: value })}
            />
          </Setting>
        ))}
      </Box>
    </>
  )
}
