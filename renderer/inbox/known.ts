/** Whom and what a filter may name, for its words. */
import { useMemo } from 'react'
import { create } from 'zustand'
import type { Filter } from '#shared/filters.ts'
import { useThreads } from '../state/threads.ts'
import { useUi } from '../state/ui.ts'
import { useAgents, usePeople } from '../state/venue.ts'
import type { Known } from '../words/filter.ts'
import { nameOf, prettyNumber } from '../words/text.ts'

/** Customers that were chosen here, by contact. */
const useNames = create<Readonly<Record<string, string>>>()(() => ({}))

export function rememberCustomer(customer: {
  readonly id: string
  readonly name: string | null
  readonly number: string
}) {
  useNames.setState({ [customer.id]: customer.name?.trim() || prettyNumber(customer.number) })
}

export function useKnown({ customer }: Filter): Known {
  const agents = useAgents()
  const people = usePeople()
  const names = useNames()
  const open = useThreads((s) => s.byId[useUi.getState().selectedId ?? '']?.conversation)
  return useMemo(() => {
    const channels = [...new Set(['sms', ...agents.flatMap((agent) => agent.channels)])]
    const here = open !== undefined && customer?.includes(open.contactId) ? { [open.contactId]: nameOf(open) } : {}
    return { agents, people, channels, customers: { ...here, ...names } }
  }, [agents, people, names, open, customer])
}
