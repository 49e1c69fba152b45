/**
 * What lies on the page of an agent and is not saved yet. The sandbox chat answers under it, and the cases are run under
 * it before it is saved.
 */
import { createContext, useContext, useEffect } from 'react'
import type { Payload } from '#shared/commands.ts'
import type { VenueView } from '#shared/rpc.ts'
import type { AgentSettings } from '#shared/trial.ts'

export type Agent = VenueView['agents'][number]
export type Card = NonNullable<AgentSettings['guidance']>[number]
export type Playbook = NonNullable<AgentSettings['playbooks']>[number]
export type AgentPatch = Omit<Payload<'agent.edit'>, 'agentId'>

/** A form's part of it. */
export type Part =
  | { readonly kind: 'agent'; readonly patch: AgentPatch }
  | { readonly kind: 'card'; readonly card: Card }
  | { readonly kind: 'playbook'; readonly playbook: Playbook }

/** Tells what a form shows, under a name of its own; null: nothing that is not saved. */
export const OnScreen = createContext<(form: string, part: Part | null) => void>(() => undefined)

export function useOnScreen(form: string, part: Part | null): void {
  const tell = useContext(OnScreen)
  const text = JSON.stringify(part)
  useEffect(() => {
    tell(form, JSON.parse(text) as Part | null)
    return () => tell(form, null)
  }, [tell, form, text])
}

const inOrder = (a: { readonly order: number }, b: { readonly order: number }) => a.order - b.order

export const cardsOf = (view: VenueView, agentId: string) =>
  view.guidance.filter((card) => card.agentId === agentId).toSorted(inOrder)

export const playbooksOf = (view: VenueView, agentId: string) =>
  view.playbooks.filter((playbook) => playbook.agentId === agentId).toSorted(inOrder)

/** In its place, or behind all others where it is new. */
export function put<T extends { readonly id: string }>(all: readonly T[], one: T): T[] {
  return all.some((other) => other.id === one.id)
    ? all.map((other) => (other.id === one.id ? one : other))
    : [...all, one]
}

/** The agent's settings with these parts saved; null: as they are. */
export function settingsWith(view: VenueView, agentId: string, parts: readonly Part[]): AgentSettings | null {
  if (parts.length === 0) return null
  let settings: AgentSettings = {}
  for (const part of parts) {
    if (part.kind === 'agent') settings = { ...settings, agent: { ...settings.agent, ...part.patch } }
    if (part.kind === 'card')
      settings = { ...settings, guidance: put<Card>(settings.guidance ?? cardsOf(view, agentId), part.card) }
    if (part.kind === 'playbook')
      settings = {
        ...settings,
        playbooks: put<Playbook>(settings.playbooks ?? playbooksOf(view, agentId), part.playbook),
      }
  }
  return settings
}
