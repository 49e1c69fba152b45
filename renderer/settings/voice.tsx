import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { Persona } from '#shared/facts.ts'
import type { VenueView } from '#shared/rpc.ts'
import { gsm7Length, toGsm7 } from '#shared/segments.ts'
import { Toggle } from '../ui/toggle.tsx'
import { PERSONAS } from '../words/personas.ts'
import { FormBox } from './editor.tsx'
import { Chips, TextField } from './fields.tsx'
import { useForm } from './form.ts'
import { BoxHead, Title } from './parts.tsx'
import { problemsOf } from './problems.ts'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

export function Voice(props: PageProps) {
  return (
    <>
      <Title title="Brand voice">How replies sound, and what they never say. It holds from the next reply on.</Title>
      <PersonaBox {...props} />
      <AvoidBox {...props} />
      <DisclosureBox {...props} />
    </>
  )
}

export function PersonaBox({ view: { venue }, online }: PageProps) {
  const form = useForm({ persona: venue.persona }, venue.seq)
  return (
    <FormBox label="Persona" form={form} canSave={online} onSave={() => void form.save('voice.set', form.value)}>
      <BoxHead title="Persona" text="The manner of every reply. The facts in it stay the same." />
      <RadioGroup<Persona>
        aria-label="Persona"
        value={form.value.persona}
        disabled={!online}
        onValueChange={(persona) => form.set({ persona })}
        className="grid grid-cols-2 gap-2 px-4.5 pb-4"
      >
        {PERSONAS.map(({ value, name, text }) => (
          <Radio.Root
            key={value}
            value={value}
            aria-label={name}
            className="flex flex-col items-start rounded-lg border border-line-strong px-3 py-2 text-left hover:bg-hover data-[checked]:border-accent data-[checked]:bg-accent-soft data-[disabled]:text-faint"
          >
            <span className="font-strong">{name}</span>
            <span className="text-dim">{text}</span>
          </Radio.Root>
        ))}
      </RadioGroup>
    </FormBox>
  )
}

export function AvoidBox({ view: { venue }, online }: PageProps) {
  const form = useForm({ avoid: [...venue.avoid] }, venue.seq)
  const problems = problemsOf('voice.set', form.value)
  return (
    <FormBox
      label="Words to avoid"
      form={form}
      canSave={online && problems.avoid === undefined}
      onSave={() => void form.save('voice.set', form.value)}
    >
      <BoxHead
        title="Words to avoid"
        text="A reply that uses one of them is written again, and then waits for a person."
      />
      <div className="px-4.5 pb-4">
        <Chips
          label="Avoid list"
          values={form.value.avoid}
          problem={problems.avoid}
          disabled={!online}
          hint="Words or phrases; Enter adds one."
          onChange={(avoid) => form.set({ avoid })}
        />
      </div>
    </FormBox>
  )
}

export function DisclosureBox({ view: { venue }, online }: PageProps) {
  const form = useForm({ disclosure: venue.disclosure }, venue.seq)
  const { on, text } = form.value.disclosure
  const problem = problemsOf('voice.set', form.value).disclosure
  const put = (change: Partial<typeof venue.disclosure>) =>
    form.set({ disclosure: { ...form.value.disclosure, ...change } })
  return (
    <FormBox
      label="AI disclosure"
      form={form}
      canSave={online && problem === undefined}
      onSave={() => void form.save('voice.set', form.value)}
    >
      <BoxHead
        title="AI disclosure"
        text="Words at the end of every reply that the AI has written. Without them in the text, nothing leaves by itself while this is on."
      >
        <Toggle label="AI disclosure" on={on} disabled={!online} onChange={(next) => put({ on: next })} />
      </BoxHead>
      <div className="flex flex-col gap-3 px-4.5 pb-4">
        {(on || text !== '') && (
          <TextField
            label="Disclosure"
            value={text}
            disabled={!online}
            maxLength={200}
            problem={problem}
            hint={`${gsm7Length(toGsm7(text.trim())) ?? text.length} of 100 characters; they count towards the length of each reply.`}
            onChange={(next) => put({ text: next })}
          />
        )}
        <p className="rounded-lg bg-sunk px-3 py-2 text-dim">
          <span className="font-strong text-text">If somebody asks “Is this a bot?”</span>{' '}
          {on
            ? 'the reply says honestly that an assistant writes here.'
            : 'the draft reads “I’m here to help with bookings. How can I help?” and never leaves by itself: with the disclosure off, a person decides what to answer.'}
        </p>
      </div>
    </FormBox>
  )
}
