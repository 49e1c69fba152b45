import { Plus } from 'lucide-react'
import { Fragment, useState } from 'react'
import { localTimeOf } from '#shared/diary.ts'
import { localDate } from '#shared/quiet.ts'
import type { BookingRow } from '#shared/rows.ts'
import type { Seen, VenueView } from '#shared/rpc.ts'
import { useBookings } from '../state/bookings.ts'
import { useNow } from '../state/clock.ts'
import { Button } from '../ui/button.tsx'
import { Choose } from '../ui/choose.tsx'
import { PillTag } from '../ui/pill.tsx'
import { clockText } from '../words/amounts.ts'
import { clockTime, dayKey, dayLabel, instantOf } from '../words/time.ts'
import { Editor, RemoveButton } from './editor.tsx'
import { DateField, TextField } from './fields.tsx'
import { useForm } from './form.ts'
import { type OpenRow, useOpenRow } from './open-row.ts'
import { Box, BoxHead, Nothing } from './parts.tsx'
import { problemsOf } from './problems.ts'

type Booking = Seen<BookingRow>

interface Props {
  readonly view: VenueView
  readonly online: boolean
}

const FIRST = 25
const MOST = 500

/** What is booked from now on. */
export function Bookings({ view, online }: Props) {
  const [limit, setLimit] = useState(FIRST)
  const bookings = useBookings(null, limit)
  const row = useOpenRow(bookings?.map((b) => b.id) ?? NONE)
  const zone = view.venue.timeZone
  const now = useNow(60_000)
  const bookable = view.services.length > 0 && view.staffers.length > 0
  return (
    <Box label="Bookings">
      <BoxHead title="Bookings ahead" text="A time that a reply is about to confirm is held until it has left.">
        <Button size="small" disabled={!online || !bookable} onClick={() => row.open('new')}>
          <Plus size={14} aria-hidden="true" />
          Book a visit
        </Button>
      </BoxHead>
      {row.id === 'new' && <BookForm view={view} online={online} row={row} />}
      <ul>
        {bookings?.map((booking, i) => {
          const before = bookings[i - 1]
          const newDay = before === undefined || dayKey(zone, before.startsAt) !== dayKey(zone, booking.startsAt)
          return (
            <Fragment key={booking.id}>
              {newDay && (
                <li className="border-line border-t bg-bg px-4.5 py-1.5 font-strong text-xs">
                  {dayLabel(zone, now, booking.startsAt)}
                </li>
              )}
              <li ref={row.refOf(booking.id)} className="border-line border-t">
                {row.id === booking.id ? (
                  <MoveForm booking={booking} view={view} online={online} row={row} />
                ) : (
                  <BookingLine booking={booking} view={view} onMove={() => row.open(booking.id)} />
                )}
              </li>
            </Fragment>
          )
        })}
      </ul>
      {bookings?.length === 0 && row.id !== 'new' && (
        <Nothing>Nothing is booked. What a reply confirms stands here, and what you book yourself.</Nothing>
      )}
      {bookings !== null && bookings.length === limit && limit < MOST && (
        <div className="border-line border-t px-3 py-1.5">
          <Button size="small" look="quiet" onClick={() => setLimit(Math.min(MOST, limit * 4))}>
            Show more
          </Button>
        </div>
      )}
    </Box>
  )
}

const NONE: readonly string[] = []

interface LineProps {
  readonly booking: Booking
  readonly view: VenueView
  readonly onMove: () => void
}

function BookingLine({ booking, view, onMove }: LineProps) {
  const zone = view.venue.timeZone
  const service = view.services.find((s) => s.id === booking.serviceId)?.name ?? 'A service of the past'
  const staffer = view.staffers.find((s) => s.id === booking.stafferId)?.name ?? 'Somebody who has left'
  const time = clockTime(zone, booking.startsAt)
  return (
    <div className="grid grid-cols-[110px_1fr_1fr_1fr_64px] items-center gap-4 px-4.5 py-1.5">
      <span className="text-dim tabular-nums">
        {time} to {clockTime(zone, booking.endsAt)}
      </span>
      <span dir="auto" className="truncate font-strong">
        {booking.customerName}
      </span>
      <span className="truncate">{service}</span>
      <span className="truncate text-dim">{staffer}</span>
      {booking.status === 'held' ? (
        <PillTag tone="wait" title="A text that confirms it is about to leave">
          Held
        </PillTag>
      ) : (
        <Button
          size="small"
          className="justify-self-end"
          aria-label={`Move ${booking.customerName}, ${time}`}
          onClick={onMove}
        >
          Move
        </Button>
      )}
    </div>
  )
}

interface FormProps extends Props {
  readonly row: OpenRow
}

function MoveForm({ booking, view, online, row }: FormProps & { readonly booking: Booking }) {
  const zone = view.venue.timeZone
  const local = localTimeOf(zone, booking.startsAt)
  const form = useForm({ date: local.date, time: clockText(local.minute), stafferId: booking.stafferId }, booking.seq)
  const startsAt = instantOf(zone, form.value.date, form.value.time)
  const save = async () => {
    if (startsAt === null) return
    const { stafferId } = form.value
    if ((await form.save('diary.move', { bookingId: booking.id, startsAt, stafferId })) !== null) row.close()
  }
  return (
    <Editor
      label={`Move ${booking.customerName}`}
      form={form}
      saveLabel="Move the visit"
      canSave={online && form.dirty && startsAt !== null}
      onSave={() => void save()}
      onCancel={row.close}
      extra={
        <RemoveButton
          what="this visit"
          disabled={!online}
          onRemove={() =>
            void form.save('diary.cancel', { bookingId: booking.id }).then((saved) => saved && row.close())
          }
        />
      }
    >
      <When form={form} view={view} ids={view.staffers.map((s) => s.id)} known={startsAt !== null} />
    </Editor>
  )
}

interface WhenProps {
  readonly form: {
    readonly value: { readonly date: string; readonly time: string; readonly stafferId: string }
    set(change: { date?: string; time?: string; stafferId?: string }): void
  }
  readonly view: VenueView
  /** Who can be chosen. */
  readonly ids: readonly string[]
  readonly known: boolean
}

function When({ form, view, ids, known }: WhenProps) {
  const today = localDate(view.venue.timeZone, useNow(60_000))
  return (
    <div className="grid grid-cols-[180px_100px_1fr] items-start gap-3">
      <DateField label="Date" min={today} value={form.value.date} onChange={(date) => form.set({ date })} />
      <TextField
        label="Time"
        value={form.value.time}
        placeholder="14:30"
        problem={form.value.time === '' || known || form.value.date === '' ? undefined : 'is no time such as 14:30'}
        onChange={(time) => form.set({ time })}
      />
      <Picked
        label="With"
        value={form.value.stafferId}
        choices={view.staffers.filter((s) => ids.includes(s.id)).map((s) => ({ value: s.id, label: s.name }))}
        onChange={(stafferId) => form.set({ stafferId })}
      />
    </div>
  )
}

interface PickedProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly onChange: (value: string) => void
}

function Picked({ label, value, choices, onChange }: PickedProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="text-dim text-xs">{label}</span>
      <span className="flex h-8 items-center">
        <Choose label={label} value={value} choices={choices} onChange={onChange} />
      </span>
    </div>
  )
}

function BookForm({ view, online, row }: FormProps) {
  const offered = view.services.filter((s) => s.active)
  const first = offered[0]?.id ?? ''
  const able = (serviceId: string) =>
    view.staffers.filter((s) => s.active && s.serviceIds.includes(serviceId)).map((s) => s.id)
  const form = useForm({ name: '', serviceId: first, stafferId: able(first)[0] ?? '', date: '', time: '' }, undefined)
  const { name, serviceId, stafferId } = form.value
  const startsAt = instantOf(view.venue.timeZone, form.value.date, form.value.time)
  const payload = { serviceId, stafferId, name, startsAt: startsAt ?? 0 }
  const ok = startsAt !== null && Object.keys(problemsOf('diary.book', payload)).length === 0
  const save = async () => {
    if ((await form.save('diary.book', payload)) !== null) row.close()
  }
  return (
    <Editor
      label="New visit"
      form={form}
      saveLabel="Book it"
      canSave={online && ok}
      onSave={() => void save()}
      onCancel={row.close}
    >
      <div className="grid grid-cols-[283px_1fr] gap-3">
        <TextField label="Customer" value={name} onChange={(next) => form.set({ name: next })} />
        <Picked
          label="Service"
          value={serviceId}
          choices={offered.map((s) => ({ value: s.id, label: s.name }))}
          onChange={(next) => {
            const who = able(next)
            form.set({ serviceId: next, stafferId: who.includes(stafferId) ? stafferId : (who[0] ?? '') })
          }}
        />
      </div>
      <When form={form} view={view} ids={able(serviceId)} known={startsAt !== null} />
    </Editor>
  )
}
