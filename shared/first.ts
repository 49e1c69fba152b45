/** What a window asks first. A host that serves the page answers it with the page itself. */
import type { DeskApi, InboxQuery } from './rpc.ts'

/** The list as it is first looked at; see `renderer/state/pool.ts`. */
export const FIRST_LIST: InboxQuery = { view: 'needs_you', filter: {}, order: 'waiting', offset: 0, limit: 80 }

export const FIRST_QUESTIONS: readonly (readonly [keyof DeskApi, readonly unknown[]])[] = [
  ['status', []],
  ['inbox', [FIRST_LIST]],
  ['counts', []],
  ['tallies', []],
  ['venue', []],
]

type Answer<M extends keyof DeskApi> = Awaited<ReturnType<DeskApi[M]>>

/** What was said to them. */
export type FirstAnswers = { readonly [M in 'status' | 'inbox' | 'counts' | 'tallies' | 'venue']: Answer<M> }

/** Draws the first frame of a window that looked like that last, as markup; nothing where it may come to look otherwise. */
export type DrawFirstFrame = (answers: FirstAnswers, lastLook: unknown) => string

/** The cookie in which a window tells how it looks; browsers send it to all ports of an address. */
export const lookCookie = (port: string | number): string => `greenlight_look_${port}`

/** The id of its element in the page. */
export const BEGINNING = 'beginning'

/** What comes with a page: the channel to its desk, to be taken up with a socket, and what was said through it so far. */
export interface Beginning {
  readonly channel: string
  readonly said: readonly unknown[]
}

/** The id of a question, by its place. */
export const firstId = (place: number): string => `first ${place}`

/** The answers among what was said; null: not each question has one. */
export function answersIn(said: Beginning['said']): FirstAnswers | null {
  const messages = said as readonly { readonly i?: string; readonly r?: unknown; readonly e?: unknown }[]
  const answers = FIRST_QUESTIONS.map(([method], place) => {
    const answer = messages.find(({ i }) => i === firstId(place))
    return answer === undefined || answer.e !== undefined ? null : ([method, answer.r] as const)
  })
  return answers.includes(null)
    ? null
    : (Object.fromEntries(answers.filter((one) => one !== null)) as unknown as FirstAnswers)
}
