import { Plus } from 'lucide-react'
import { WEEKDAY_NAMES } from '#shared/opening.ts'
import type { VenueView } from '#shared/rpc.ts'
import { Button } from '../ui/button.tsx'
import { PillTag } from '../ui/pill.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Toggle } from '../ui/toggle.tsx'
import { clockText } from '../words/amounts.ts'
import { DAY_NAMES } from '../words/quiet.ts'
import { count } from '../words/text.ts'
import { Periods } from './day-hours.tsx'
import { Editor, RemoveButton } from './editor.tsx'
import { TextField } from './fields.tsx'
import { useForm } from './form.ts'
import { type OpenRow, useOpenRow } from './open-row.ts'
import { Box, BoxHead, Nothing } from './parts.tsx'
import { readPeriods, type TypedPeriod, typedPeriods } from './periods.ts'
import { problemsOf } from './problems.ts'

type Staffer = VenueView['staffers'][number]

interface Props {
  readonly view: VenueView
  readonly online: boolean
}

/** Who serves customers: what they do, and when. */
export function Staffers({ view, online }: Props) {
  const { staffers } = view
  const row = useOpenRow(staffers.map((s) => s.id))
  return (
    <Box label="People in the diary">
      <BoxHead
        title="People in the diary"
        text="Who serves customers. A free time is somebody's who does that service."
      >
        <Button size="small" disabled={!online} onClick={() => row.open('new')}>
          <Plus size={14} aria-hidden="true" />
          Add a person
        </Button>
      </BoxHead>
      {row.id === 'new' && <StafferForm staffer={null} view={view} online={online} row={row} />}
      <ul>
        {staffers.map((staffer) => (
          <li key={staffer.id} ref={row.refOf(staffer.id)} className="border-line border-t">
            {row.id === staffer.id ? (
              <StafferForm staffer={staffer} view={view} online={online} row={row} />
            ) : (
              <div className="flex items-center gap-4 px-4.5 py-2">
                <div className="min-w-0 flex-1">
                  <h3 className="flex items-center gap-2 font-strong">
                    {staffer.name}
                    {!staffer.active && <PillTag tone="quiet">Away</PillTag>}
                  </h3>
                  <p className="truncate text-dim text-xs">
                    {count(staffer.serviceIds.length, 'service')} · {weekText(staffer.hours)}
                  </p>
                </div>
                <Button size="small" aria-label={`Edit ${staffer.name}`} onClick={() => row.open(staffer.id)}>
                  Edit
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {staffers.length === 0 && row.id !== 'new' && (
        <Nothing>Nobody yet: until somebody is here, no reply offers a time.</Nothing>
      )}
    </Box>
  )
}

/** "Tue 09:00–16:00, Wed …"; null: the venue's own hours. */
function weekText(hours: Staffer['hours']): string {
  if (hours === null) return 'whenever the venue is open'
  if (hours.length === 0) return 'no hours'
  return hours
    .toSorted((a, b) => a.day - b.day || a.opens - b.opens)
    .map(({ day, opens, closes }) => `${DAY_NAMES[day - 1] ?? ''} ${clockText(opens)}–${clockText(closes)}`)
    .join(', ')
}

const KINDS = [
  { value: 'venue', label: "The venue's hours" },
  { value: 'own', label: 'Hours of their own' },
] as const
type Kind = (typeof KINDS)[number]['value']

const weekOf = (hours: Staffer['hours']): readonly (readonly TypedPeriod[])[] =>
  WEEKDAY_NAMES.map((_, i) => typedPeriods((hours ?? []).filter((h) => h.day === i + 1)))

interface FormProps extends Props {
  readonly staffer: Staffer | null
  readonly row: OpenRow
}

function StafferForm({ staffer, view, online, row }: FormProps) {
  const form = useForm<{
    name: string
    serviceIds: readonly string[]
    active: boolean
    kind: Kind
    week: readonly (readonly TypedPeriod[])[]
  }>(
    {
      name: staffer?.name ?? '',
      serviceIds: staffer?.serviceIds ?? view.services.map((s) => s.id),
      active: staffer?.active ?? true,
      kind: staffer !== null && staffer.hours !== null ? 'own' : 'venue',
      week: weekOf(staffer?.hours ?? view.hours.map(({ day, opens, closes }) => ({ day, opens, closes }))),
    },
    staffer?.seq,
  )
  const { name, serviceIds, active, kind, week } = form.value
  const read = week.map(readPeriods)
  const hours =
    kind === 'venue' ? null : read.flatMap((periods, i) => (periods ?? []).map((p) => ({ day: i + 1, ...p })))
  const payload = { name, serviceIds: [...serviceIds], hours }
  const problems = problemsOf('diary.staff_add', payload)
  const unread = kind === 'own' && read.includes(null)
  const save = async () => {
    const saved = staffer
      ? await form.save('diary.staff_edit', { stafferId: staffer.id, ...payload, active })
      : await form.save('diary.staff_add', payload)
    if (saved !== null) row.close()
  }
  return (
    <Editor
      label={staffer === null ? 'New person in the diary' : `Edit ${staffer.name}`}
      form={form}
      canSave={online && form.dirty && !unread && Object.keys(problems).length === 0}
      onSave={() => void save()}
      onCancel={row.close}
      extra={
        staffer !== null && (
          <RemoveButton
            what={staffer.name}
            disabled={!online}
            onRemove={() =>
              void form.save('diary.staff_remove', { stafferId: staffer.id }).then((saved) => saved && row.close())
            }
          />
        )
      }
    >
      <div className="flex items-end gap-6">
        <TextField label="Name" className="w-72" value={name} onChange={(next) => form.set({ name: next })} />
        {staffer !== null && (
          <span className="inline-flex h-8 items-center gap-2.5">
            <Toggle label="At work" on={active} onChange={(next) => form.set({ active: next })} />
            {active ? 'At work' : 'Away: no time is offered'}
          </span>
        )}
      </div>
      <fieldset>
        <legend className="mb-1.5 text-dim text-xs">Services that they do</legend>
        <div className="grid grid-cols-3 gap-x-4 gap-y-1">
          {view.services.map((service) => (
            <label key={service.id} className="flex min-w-0 items-center gap-2">
              <input
                type="checkbox"
                checked={serviceIds.includes(service.id)}
                onChange={(event) =>
                  form.set({
                    serviceIds: event.target.checked
                      ? [...serviceIds, service.id]
                      : serviceIds.filter((id) => id !== service.id),
                  })
                }
                className="size-4 shrink-0 accent-accent"
              />
              <span className="truncate">{service.name}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="flex flex-col items-start gap-2">
        <Segmented label="Working hours" value={kind} segments={KINDS} onChange={(next) => form.set({ kind: next })} />
        {kind === 'own' &&
          WEEKDAY_NAMES.map((day, i) => (
            <div key={day} className="flex items-center gap-4">
              <span className="w-24">{day}</span>
              <Periods
                name={day}
                periods={week[i] ?? []}
                disabled={!online}
                most={4}
                onChange={(periods) => form.set({ week: week.map((was, at) => (at === i ? periods : was)) })}
              />
            </div>
          ))}
        {kind === 'own' && (unread || problems.hours !== undefined) && (
          <p role="alert" className="text-stop text-xs">
            {unread ? 'A time looks like 09:00.' : `One of these hours: ${problems.hours ?? ''}.`}
          </p>
        )}
      </div>
    </Editor>
  )
}
