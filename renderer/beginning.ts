/** What the page has brought along: the answers to what a window asks first, and the channel that they came through. */
import { BEGINNING, type Beginning, FIRST_QUESTIONS, firstId } from '#shared/first.ts'
import type { WindowApi } from '#shared/rpc.ts'

declare global {
  interface Window {
    /** Present in Electron: the preload hands over the desk's port. */
    readonly greenlight?: unknown
  }
}

export interface Begun {
  readonly channel: string
  /** The answer to just this question, once; undefined: it is not there. */
  take(method: string, args: readonly unknown[]): Promise<unknown> | undefined
  /** What else the desk has said, but for what its status was before it was asked. */
  readonly told: readonly unknown[]
}

/** A call of the desk's, or its answer. */
interface Said {
  readonly m?: keyof WindowApi
  readonly i?: string
  readonly r?: unknown
  readonly e?: unknown
}

const keyOf = (method: string, args: readonly unknown[]): string => JSON.stringify([method, args])

const STATUS = keyOf('status', [])

/** Once: whoever opens another channel asks afresh. */
export function readBeginning(): Begun | undefined {
  const element = document.getElementById(BEGINNING)
  if (element === null) return undefined
  element.remove()
  const { channel, said } = JSON.parse(element.textContent) as Beginning
  const answers = new Map<string, Promise<unknown>>()
  let told: Said[] = []
  const questions = new Map(FIRST_QUESTIONS.map(([method, args], place) => [firstId(place), keyOf(method, args)]))
  for (const message of said as readonly Said[]) {
    const question = questions.get(message.i ?? '')
    if (question === undefined) told.push(message)
    // What it could not answer is asked again.
    else if (message.e === undefined) answers.set(question, Promise.resolve(message.r))
    if (question === STATUS) told = told.filter(({ m }) => m !== 'statusChanged')
  }
  return {
    channel,
    told,
    take(method, args) {
      const key = keyOf(method, args)
      const answer = answers.get(key)
      answers.delete(key)
      // They belong together: what is not taken with the first of them is out of date by the time somebody asks for it.
      if (answer !== undefined) setTimeout(() => answers.clear())
      return answer
    },
  }
}
