import { Popover } from '@base-ui/react/popover'
import { Command } from 'cmdk'
import { Check } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import { type Facet, type Filter, toggled } from '#shared/filters.ts'
import { desk } from '../desk.ts'
import { ask } from '../state/ask.ts'
import { showFilter, usePool } from '../state/pool.ts'
import { useThreads } from '../state/threads.ts'
import { closeOverlay, openOverlay, useUi } from '../state/ui.ts'
import { Floating } from '../ui/floating.tsx'
import { type Choice, choices, FACET_LABEL } from '../words/filter.ts'
import { nameOf, prettyNumber } from '../words/text.ts'
import { rememberCustomer, useKnown } from './known.ts'

type Customer = Awaited<ReturnType<typeof desk.customers>>[number]

/** Everything to filter by, found by typing; Enter adds it or takes it away, and the menu stays. */
export function FilterMenu({ trigger }: { readonly trigger: ReactElement }) {
  const open = useUi((s) => s.overlay?.kind === 'filter')
  return (
    <Popover.Root open={open} onOpenChange={(next) => (next ? openOverlay({ kind: 'filter' }) : leave())}>
      <Popover.Trigger render={trigger} />
      <Floating align="end" sideOffset={4} label="Filter" finalFocus={false} className="w-[300px] overflow-hidden">
        <Menu />
      </Floating>
    </Popover.Root>
  )
}

/** The list has the keyboard again at once: a menu that is opened anew is not closed by the focus that the last one left. */
function leave(): void {
  closeOverlay()
  document.querySelector<HTMLElement>('#conversations')?.focus({ preventScroll: true })
}

const GROUP =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs'
const ITEM = 'flex h-7 items-center gap-2 rounded-md px-2 data-[selected=true]:bg-active'

function Menu() {
  const filter = usePool((s) => s.filter)
  const known = useKnown(filter)
  const [typed, setTyped] = useState('')
  const customers = useCustomers(typed)
  const all = choices(known)
  const facets = [...new Set(all.map((choice) => choice.facet))]
  const toggle = ({ facet, value }: Pick<Choice, 'facet' | 'value'>) =>
    showFilter(toggled(filter, facet as 'agent', value))

  return (
    <Command label="Filter" loop>
      <Command.Input
        autoFocus
        value={typed}
        onValueChange={setTyped}
        placeholder="Filter by…"
        className="h-10 w-full border-line border-b bg-transparent px-3 outline-none"
      />
      <Command.List className="max-h-[46vh] overflow-y-auto p-1">
        <Command.Empty className="px-3 py-5 text-center text-dim">Nothing of that name.</Command.Empty>
        {facets.map((facet) => (
          <Command.Group key={facet} heading={FACET_LABEL[facet]} className={GROUP}>
            {all
              .filter((choice) => choice.facet === facet)
              .map((choice) => (
                <Command.Item
                  key={choice.value}
                  value={`${FACET_LABEL[facet]} ${choice.label} ${choice.value}`}
                  onSelect={() => toggle(choice)}
                  className={ITEM}
                >
                  <Tick on={includes(filter, facet, choice.value)} />
                  <span className="truncate">{choice.label}</span>
                </Command.Item>
              ))}
          </Command.Group>
        ))}
        {customers.length > 0 && (
          <Command.Group heading={FACET_LABEL.customer} className={GROUP}>
            {customers.map((customer) => (
              <Command.Item
                key={customer.id}
                value={`Customer ${customer.name ?? ''} ${customer.number} ${customer.id}`}
                // What was typed has found them, however it is written.
                keywords={[typed]}
                onSelect={() => {
                  rememberCustomer(customer)
                  toggle({ facet: 'customer', value: customer.id })
                }}
                className={ITEM}
              >
                <Tick on={includes(filter, 'customer', customer.id)} />
                <span dir="auto" className="min-w-0 truncate">
                  {nameOf({ customerName: customer.name, customerNumber: customer.number })}
                </span>
                <span className="ml-auto shrink-0 text-faint text-xs">{prettyNumber(customer.number)}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  )
}

function Tick({ on }: { readonly on: boolean }) {
  return (
    <span className="w-4 shrink-0 text-need">
      {on && <Check size={14} aria-hidden="true" />}
      {on && <span className="sr-only">On: </span>}
    </span>
  )
}

const includes = (filter: Filter, facet: Facet, value: string): boolean =>
  (filter[facet] as readonly string[] | undefined)?.includes(value) === true

function useCustomers(typed: string): readonly Customer[] {
  const [found, setFound] = useState<readonly Customer[]>([])
  const open = useThreads((s) => s.byId[useUi.getState().selectedId ?? '']?.conversation)
  useEffect(() => {
    let stale = false
    // Before anything is typed, the customer whose thread is open.
    const here = { id: open?.contactId ?? '', name: open?.customerName ?? null, number: open?.customerNumber ?? '' }
    if (typed.trim().length < 2) setFound(open === undefined ? [] : [here])
    else void ask(desk.customers(typed.trim())).then((list) => !stale && list !== undefined && setFound(list))
    return () => {
      stale = true
    }
  }, [typed, open])
  return found
}
