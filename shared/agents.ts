/** What an owner may set of agents, guidance cards and playbooks, with the bounds that hold for it. */
import { z } from 'zod'
import { channel } from './channels.ts'
import { PERSONAS } from './facts.ts'
import { INTENT_KEYS, intentKey } from './intents.ts'
import { FIELD_KINDS, GUIDANCE_EFFECTS, GUIDANCE_SURFACES, replyMode } from './rows.ts'

/** How much of each there may be: agents at a venue, the others at an agent. */
export const MOST_OF = { agents: 20, guidance: 50, playbooks: 20, collect: 10, options: 8, routes: 6 } as const

const id = z.string().min(1).max(200)
const line = (most: number) => z.string().trim().min(1, 'is empty').max(most, `is longer than ${most} characters`)
const words = (most: number) => z.string().trim().max(most, `is longer than ${most} characters`)
const noneTwice = (all: readonly string[]) => new Set(all.map((one) => one.toLowerCase())).size === all.length
const list = <T extends z.ZodType<string>>(one: T, most: number) =>
  z.array(one).max(most, `has more than ${most} entries`).refine(noneTwice, 'has an entry twice')

export const order = list(id, 200).min(1)

const agent = {
  /** @ and this name in a text always gets a reply. */
  name: line(40),
  channels: list(channel, 10),
  replyMode,
  persona: z.enum(PERSONAS).nullable(),
  behaviour: words(2_000),
  classifierOn: z.boolean(),
  classifierInstruction: words(1_000),
  active: z.boolean(),
}
export const newAgent = z.object({
  ...agent,
  replyMode: agent.replyMode.default('draft'),
  persona: agent.persona.default(null),
  behaviour: agent.behaviour.default(''),
  classifierOn: agent.classifierOn.default(true),
  classifierInstruction: agent.classifierInstruction.default(''),
  active: agent.active.default(true),
})
export const agentEdit = z.object(agent).partial().extend({ agentId: id })

/** Where a card or a playbook applies: the intent and the condition must both fit; each may be left open. */
const scope = {
  intents: list(intentKey, INTENT_KEYS.length),
  condition: words(200),
}

const guidance = {
  ...scope,
  effect: z.enum(GUIDANCE_EFFECTS),
  text: line(300),
  on: z.boolean(),
}
export const newGuidance = z.object({
  ...guidance,
  agentId: id,
  surface: z.enum(GUIDANCE_SURFACES),
  intents: guidance.intents.default([]),
  condition: guidance.condition.default(''),
  on: guidance.on.default(true),
})
export const guidanceEdit = z.object(guidance).partial().extend({ guidanceId: id })

const field = z
  .object({
    key: z.string().regex(/^[a-z][a-z0-9_]{0,29}$/, 'is no key: small letters, digits and _'),
    label: line(40),
    question: line(160),
    kind: z.enum(FIELD_KINDS),
    options: list(line(40), MOST_OF.options).default([]),
  })
  .refine((f) => f.kind !== 'choice' || f.options.length >= 2, 'needs two options to choose from')
  .refine((f) => f.kind === 'choice' || f.options.length === 0, 'has options and is no choice')
  .refine((f) => f.key !== ROUTE_KEY, 'has a key that is taken')

/** What stands for the route among the keys of what a playbook asks for. */
export const ROUTE_KEY = 'route'

const route = z
  .object({ kinds: list(line(40), MOST_OF.routes).min(1, 'needs a route'), ask: z.boolean(), question: words(160) })
  .refine((r) => !r.ask || r.kinds.length >= 2, 'needs two routes to choose from')
  .refine((r) => !r.ask || r.question !== '', 'needs a question while it is asked')

const playbook = {
  ...scope,
  name: line(60),
  goal: words(300),
  collect: z
    .array(field)
    .min(1, 'collects nothing')
    .max(MOST_OF.collect, `has more than ${MOST_OF.collect} entries`)
    .refine((all) => noneTwice(all.map((f) => f.key)), 'has a key twice'),
  route,
  text: words(200),
  on: z.boolean(),
}
const hasBeginning = (p: { intents?: readonly string[] | undefined; condition?: string | undefined }) =>
  p.intents === undefined || p.condition === undefined || p.intents.length > 0 || p.condition !== ''
const BEGINNING = 'needs an intent or a condition to begin with'
export const newPlaybook = z
  .object({
    ...playbook,
    agentId: id,
    goal: playbook.goal.default(''),
    intents: playbook.intents.default([]),
    condition: playbook.condition.default(''),
    text: playbook.text.default(''),
    on: playbook.on.default(true),
  })
  .refine(hasBeginning, { message: BEGINNING, path: ['condition'] })
export const playbookEdit = z
  .object(playbook)
  .partial()
  .extend({ playbookId: id })
  .refine(hasBeginning, { message: BEGINNING, path: ['condition'] })
