import type { VenueRow } from '#shared/rows.ts'
import type { VenueView } from '#shared/rpc.ts'
import { save } from '../state/change.ts'
import { NumberField } from './number-field.tsx'
import { Box, Setting, Title } from './parts.tsx'

/** The waiting target is the team's, and stands with the venue. */
type Key = Exclude<keyof VenueRow['timing'], 'waitTargetMinutes'>

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
  const { timing, seq } = view.venue
  return (
    <>
      <Title title="Timing">How long things wait, in both directions.</Title>
      <Box>
        {RULES.map((rule) => (
          <Setting key={rule.key} title={rule.title} text={rule.text}>
            <NumberField
              label={rule.title}
              value={timing[rule.key]}
              basis={seq}
              min={rule.min}
              max={rule.max}
              unit={rule.unit}
              disabled={!online}
              wide
              onSave={(value, basis) => save('venue.timing', { [rule.key]: value }, basis)}
            />
          </Setting>
        ))}
      </Box>
    </>
  )
}
