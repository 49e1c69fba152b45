/** Who else is in a conversation, in words. */
import type { Presence } from '#shared/presence.ts'

export interface Here {
  /** A person or an agent. */
  readonly id: string
  readonly name: string
  /** `writing`: an agent at work. */
  readonly doing: 'viewing' | 'replying' | 'writing'
}

interface Named {
  readonly id: string
  readonly name: string
}

/** Those in one conversation: who replies first, then agents at work, then who only looks. */
export function hereIn(
  { people, agents }: Presence,
  conversationId: string,
  known: { readonly people: readonly Named[]; readonly agents: readonly Named[] },
): readonly Here[] {
  const named = (all: readonly Named[], id: string, otherwise: string) =>
    all.find((a) => a.id === id)?.name ?? otherwise
  const mine = people
    .filter((p) => p.conversationId === conversationId)
    .map((p) => ({ id: p.personId, name: named(known.people, p.personId, 'Somebody'), doing: p.doing }))
  const theirs = agents
    .filter((a) => a.conversationId === conversationId)
    .map((a) => ({ id: a.agentId, name: named(known.agents, a.agentId, 'AI'), doing: 'writing' as const }))
  return [...mine.filter((p) => p.doing === 'replying'), ...theirs, ...mine.filter((p) => p.doing === 'viewing')]
}

const first = (name: string) => name.split(' ')[0] ?? name

/** "Theo is replying", "Theo and Dana are viewing", "Theo and 3 others are viewing", "Wren is writing" */
export function hereText(here: readonly Here[]): string {
  return (['replying', 'writing', 'viewing'] as const)
    .flatMap((doing) => {
      const names = here.filter((h) => h.doing === doing).map((h) => first(h.name))
      const [one, two] = names
      if (one === undefined) return []
      if (two === undefined) return [`${one} is ${doing}`]
      const others = names.length === 2 ? two : `${names.length - 1} others`
      return [`${one} and ${others} are ${doing}`]
    })
    .join(', ')
}
