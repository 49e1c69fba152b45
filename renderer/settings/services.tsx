import { Plus, Upload } from 'lucide-react'
import { useState } from 'react'
import { formatMoney } from '#shared/money.ts'
import type { VenueView } from '#shared/rpc.ts'
import { MOST } from '#shared/settings.ts'
import { Button } from '../ui/button.tsx'
import { PillTag } from '../ui/pill.tsx'
import { Toggle } from '../ui/toggle.tsx'
import { amountText, durationText, readAmount, readWhole } from '../words/amounts.ts'
import { Editor, RemoveButton } from './editor.tsx'
import { Chips, TextField } from './fields.tsx'
import { useForm } from './form.ts'
import { ImportServices } from './import-services.tsx'
import { type OpenRow, useOpenRow } from './open-row.ts'
import { Box, Nothing, Title } from './parts.tsx'
import { problemsOf } from './problems.ts'

type Service = VenueView['services'][number]

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

/** The service list: every price that a reply quotes stands here. */
export function Services({ view, online }: PageProps) {
  const row = useOpenRow(view.services.map((s) => s.id))
  const [importing, setImporting] = useState(false)
  const full = view.services.length >= MOST.services
  return (
    <>
      <Title
        title="Services and prices"
        actions={
          <>
            <Button disabled={!online} onClick={() => setImporting(!importing)} aria-expanded={importing}>
              <Upload size={14} aria-hidden="true" />
              Import
            </Button>
            <Button disabled={!online || full} onClick={() => row.open('new')}>
              <Plus size={14} aria-hidden="true" />
              Add a service
            </Button>
          </>
        }
      >
        The only prices and durations that a reply may quote. A reply that waits is checked against this list again
        before it leaves.
      </Title>
      {importing && <ImportServices online={online} onClose={() => setImporting(false)} />}
      <ServiceList view={view} online={online} row={row} />
    </>
  )
}

/** The list, with the service that is open in its place. */
export function ServiceList({ view, online, row }: PageProps & { readonly row: OpenRow }) {
  const { venue } = view
  const services = view.services.toSorted((a, b) => a.name.localeCompare(b.name))
  return (
    <Box label="Service list">
      {row.id === 'new' && <ServiceForm service={null} currency={venue.currency} online={online} row={row} />}
      {services.length > 0 && (
        <div aria-hidden="true" className={`${GRID} pt-2.5 pb-1.5 text-faint text-xs`}>
          <span>Service</span>
          <span className="text-right">Price</span>
          <span className="text-right">Takes</span>
          <span />
        </div>
      )}
      <ul>
        {services.map((service) => (
          <li key={service.id} ref={row.refOf(service.id)} className="border-line border-t">
            {row.id === service.id ? (
              <ServiceForm service={service} currency={venue.currency} online={online} row={row} />
            ) : (
              <ServiceLine service={service} currency={venue.currency} onEdit={() => row.open(service.id)} />
            )}
          </li>
        ))}
      </ul>
      {services.length === 0 && row.id !== 'new' && (
        <Nothing>No services yet. Add them one by one, or import the list that you have in a spreadsheet.</Nothing>
      )}
    </Box>
  )
}

const GRID = 'grid grid-cols-[1fr_110px_80px_64px] items-center gap-4 px-4.5'

interface LineProps {
  readonly service: Service
  readonly currency: 'GBP' | 'AUD'
  readonly onEdit: () => void
}

function ServiceLine({ service, currency, onEdit }: LineProps) {
  return (
    <div className={`${GRID} py-2`}>
      <div className="min-w-0">
        <h2 className="flex items-center gap-2 font-strong">
          <span className={service.active ? undefined : 'text-faint'}>{service.name}</span>
          {!service.active && <PillTag tone="quiet">Not offered</PillTag>}
        </h2>
        {service.aliases.length > 0 && <p className="truncate text-faint text-xs">{service.aliases.join(', ')}</p>}
      </div>
      <span className="text-right tabular-nums">
        {service.priceFrom && <span className="text-dim">from </span>}
        {formatMoney(service.price, currency)}
      </span>
      <span className="text-right text-dim tabular-nums">{durationText(service.minutes)}</span>
      <Button size="small" className="justify-self-end" aria-label={`Edit ${service.name}`} onClick={onEdit}>
        Edit
      </Button>
    </div>
  )
}

interface FormProps {
  readonly service: Service | null
  readonly currency: 'GBP' | 'AUD'
  readonly online: boolean
  readonly row: OpenRow
}

function ServiceForm({ service, currency, online, row }: FormProps) {
  const form = useForm(
    {
      name: service?.name ?? '',
      price: service === null ? '' : amountText(service.price),
      priceFrom: service?.priceFrom ?? false,
      minutes: service === null ? '' : String(service.minutes),
      aliases: [...(service?.aliases ?? [])],
      active: service?.active ?? true,
    },
    service?.seq,
  )
  const { name, priceFrom, aliases, active } = form.value
  const price = readAmount(form.value.price)
  const minutes = readWhole(form.value.minutes)
  const payload = { name, price: price ?? -1, priceFrom, minutes: minutes ?? -1, aliases, active }
  const problems = problemsOf('service.add', payload)
  const priceProblem = price === null ? 'is no amount such as 35 or 35.50' : problems.price
  const save = async () => {
    const saved = service
      ? await form.save('service.edit', { serviceId: service.id, ...changedIn(service, payload) })
      : await form.save('service.add', payload)
    if (saved !== null) row.close()
  }
  const taken = form.refusal?.code === 'name_taken' ? 'is taken by another service' : undefined
  return (
    <Editor
      label={service === null ? 'New service' : `Edit ${service.name}`}
      form={form}
      canSave={online && form.dirty && Object.keys(problems).length === 0}
      onSave={() => void save()}
      onCancel={row.close}
      extra={
        service !== null && (
          <RemoveButton
            what={service.name}
            disabled={!online}
            onRemove={() =>
              void form.save('service.remove', { serviceId: service.id }).then((saved) => saved && row.close())
            }
          />
        )
      }
    >
      <div className="grid grid-cols-[1fr_130px_130px] items-start gap-3">
        <TextField
          label="Name"
          value={name}
          problem={taken ?? (name === '' ? undefined : problems.name)}
          disabled={!online}
          onChange={(next) => form.set({ name: next })}
        />
        <TextField
          label={`Price in ${currency === 'GBP' ? 'pounds' : 'dollars'}`}
          inputMode="decimal"
          value={form.value.price}
          problem={form.value.price === '' ? undefined : priceProblem}
          disabled={!online}
          onChange={(next) => form.set({ price: next })}
        />
        <TextField
          label="Minutes"
          inputMode="numeric"
          value={form.value.minutes}
          problem={form.value.minutes === '' ? undefined : minutes === null ? 'is no whole number' : problems.minutes}
          disabled={!online}
          onChange={(next) => form.set({ minutes: next })}
        />
      </div>
      <Chips
        label="Other names that customers use"
        values={aliases}
        problem={problems.aliases}
        disabled={!online}
        onChange={(next) => form.set({ aliases: next })}
      />
      <div className="flex flex-wrap gap-x-8 gap-y-2">
        <Switch
          label="From: the price is the lowest"
          on={priceFrom}
          onChange={(next) => form.set({ priceFrom: next })}
        />
        <Switch label="Offered to customers" on={active} onChange={(next) => form.set({ active: next })} />
      </div>
    </Editor>
  )
}

function Switch({
  label,
  on,
  onChange,
}: {
  readonly label: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
}) {
  return (
    <span className="inline-flex items-center gap-2.5">
      <Toggle label={label} on={on} onChange={onChange} />
      <span>{label}</span>
    </span>
  )
}

/** Only what differs is given, so that two people may edit different fields of one service at once. */
function changedIn<T extends object>(before: T, after: Partial<T>): Partial<T> {
  const keys = Object.keys(after) as (keyof T)[]
  const differs = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  return Object.fromEntries(differs.map((key) => [key, after[key]])) as Partial<T>
}
