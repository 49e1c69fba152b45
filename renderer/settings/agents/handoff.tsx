import type { VenueView } from '#shared/rpc.ts'
import { gsm7Length, toGsm7 } from '#shared/segments.ts'
import { Toggle } from '../../ui/toggle.tsx'
import { FormBox } from '../editor.tsx'
import { TextField } from '../fields.tsx'
import { useForm } from '../form.ts'
import { BoxHead } from '../parts.tsx'
import { problemsOf } from '../problems.ts'

interface HandoffProps {
  readonly view: VenueView
  readonly online: boolean
}

/** What a customer is told, once, when an agent hands them to a person. */
export function HandoffBox({ view: { venue }, online }: HandoffProps) {
  const form = useForm({ handoff: venue.handoff }, venue.seq)
  const { tell, text } = form.value.handoff
  const problem = problemsOf('venue.edit', form.value).handoff
  const put = (change: Partial<typeof venue.handoff>) => form.set({ handoff: { ...form.value.handoff, ...change } })
  return (
    <FormBox
      label="Handoff"
      form={form}
      canSave={online && problem === undefined}
      onSave={() => void form.save('venue.edit', form.value)}
    >
      <BoxHead
        title="Tell a customer that a person takes over"
        text="Once for each handoff, in your own words. An agent hands over when a playbook has what it needs, or when somebody asks for a person; it answers nothing more until you resume."
      >
        <Toggle
          label="Tell a customer that a person takes over"
          on={tell}
          disabled={!online}
          onChange={(on) => put({ tell: on })}
        />
      </BoxHead>
      {(tell || form.dirty) && (
        <div className="px-4.5 pb-4">
          <TextField
            label="What they are told"
            value={text}
            disabled={!online}
            maxLength={400}
            problem={problem}
            hint={`${gsm7Length(toGsm7(text.trim())) ?? text.length} of 200 characters, and the AI disclosure after them. A playbook may have words of its own.`}
            onChange={(next) => put({ text: next })}
          />
        </div>
      )}
    </FormBox>
  )
}
