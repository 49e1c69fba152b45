import type { VenueView } from '#shared/rpc.ts'
import { change, save } from '../state/change.ts'
import { useNow } from '../state/clock.ts'
import { Toggle } from '../ui/toggle.tsx'
import { prettyNumber } from '../words/text.ts'
import { clockTime } from '../words/time.ts'
import { FormBox } from './editor.tsx'
import { TextField } from './fields.tsx'
import { useForm } from './form.ts'
import { Health } from './health.tsx'
import { NumberField } from './number-field.tsx'
import { Box, BoxHead, Setting, Title } from './parts.tsx'
import { problemsOf } from './problems.ts'
import { Retention } from './retention.tsx'
import { ReviewsBox } from './reviews.tsx'
import { SegmentCost } from './segment-cost.tsx'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

export function VenuePage(props: PageProps) {
  const { venue } = props.view
  const { online } = props
  return (
    <>
      <Title title="Number and venue">The number that texts leave from, and what the venue says of itself.</Title>
      <NumberBox {...props} />
      <ReviewsBox venue={venue} online={online} />
      <DetailsBox {...props} />
      <SegmentCost venue={venue} online={online} />
      <Box label="Team">
        <Setting
          title="A customer should not wait longer than"
          text="After this the waiting time in the list turns amber, after twice as long red."
        >
          <NumberField
            label="A customer should not wait longer than"
            value={venue.timing.waitTargetMinutes}
            basis={venue.seq}
            min={1}
            max={1_440}
            unit="minutes"
            disabled={!online}
            onSave={(waitTargetMinutes, basis) => save('venue.edit', { waitTargetMinutes }, basis)}
          />
        </Setting>
        <Setting
          title="Front desk may pull the kill switch"
          text="Stopping is always yours too; releasing it is yours alone."
        >
          <Toggle
            label="Front desk may pull the kill switch"
            on={venue.killSwitch.staffMay}
            disabled={!online}
            onChange={(staff) => void change('killswitch.access', { staff })}
          />
        </Setting>
      </Box>
      <Retention venue={venue} online={online} />
    </>
  )
}

const WORDS = {
  fine: 'The provider takes the texts of this number.',
  bad: 'nothing leaves by itself',
}

interface NumberBoxProps extends PageProps {
  /** Hears what the live check answers. */
  readonly onChecked?: (result: unknown) => void
}

export function NumberBox({ view: { venue }, online, onChecked }: NumberBoxProps) {
  const form = useForm({ number: prettyNumber(venue.number) }, venue.seq)
  const { number } = form.value
  const problem = number.trim() === '' ? 'is empty' : problemsOf('venue.edit', { number }).number
  const refused = form.refusal?.code.startsWith('number_') === true ? form.refusal : null
  return (
    <FormBox
      label="Sending number"
      form={{ ...form, refusal: refused === null ? form.refusal : null }}
      canSave={online && problem === undefined}
      onSave={() => void form.save('venue.edit', { number })}
    >
      <BoxHead
        title="Sending number"
        text="An Australian or British number that can send texts. Customers may text it from anywhere."
      >
        {venue.number !== '' && (
          <Health
            command="number.check"
            health={venue.credentials}
            online={online}
            words={WORDS}
            onAnswer={onChecked}
          />
        )}
      </BoxHead>
      <div className="px-4.5 pb-4">
        <div className="max-w-[420px]">
          <TextField
            label="Number"
            type="tel"
            value={number}
            problem={form.dirty ? problem : undefined}
            hint="With its country, as in +44 7700 900100 or +61 412 345 678."
            disabled={!online}
            onChange={(next) => form.set({ number: next })}
          />
        </div>
        {refused !== null && (
          <p role="alert" className="mt-1 text-stop text-xs">
            {refused.text}
          </p>
        )}
      </div>
    </FormBox>
  )
}

const ZONES: readonly string[] = Intl.supportedValuesOf('timeZone')

function DetailsBox({ view: { venue }, online }: PageProps) {
  const saved = { name: venue.name, bookingLink: venue.bookingLink, timeZone: venue.timeZone }
  const form = useForm(saved, venue.seq)
  const now = useNow(60_000)
  const { value } = form
  const payload = Object.fromEntries(
    (Object.keys(saved) as (keyof typeof saved)[])
      .filter((key) => value[key] !== saved[key])
      .map((key) => [key, value[key]]),
  )
  const problems = problemsOf('venue.edit', value)
  return (
    <FormBox
      label="Venue"
      form={form}
      canSave={online && Object.keys(problems).length === 0 && Object.keys(payload).length > 0}
      onSave={() => void form.save('venue.edit', payload)}
    >
      <BoxHead title="Venue" />
      <div className="grid grid-cols-2 items-start gap-3 px-4.5 pb-4">
        <TextField
          label="Name"
          value={value.name}
          problem={problems.name}
          disabled={!online}
          onChange={(name) => form.set({ name })}
        />
        <TextField
          label="Time zone"
          list="time-zones"
          value={value.timeZone}
          problem={problems.timeZone}
          hint={`Now ${problems.timeZone === undefined ? clockTime(value.timeZone, now) : '–'} there. Quiet hours, the daily cap and the diary go by it.`}
          disabled={!online}
          onChange={(timeZone) => form.set({ timeZone })}
        />
        <datalist id="time-zones">
          {ZONES.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <TextField
          label="Booking link"
          className="col-span-2"
          type="url"
          value={value.bookingLink}
          problem={problems.bookingLink}
          placeholder="https://"
          hint="The only address that a reply may name. Empty: none."
          disabled={!online}
          onChange={(bookingLink) => form.set({ bookingLink })}
        />
      </div>
    </FormBox>
  )
}
