/**
 * What was said before a text in a chat that nobody has stored: read as a turn reads a thread. For the sandbox chat, which
 * is told it, and for evals, which say it over again. Pure.
 */
import type { Outcome } from '#shared/decision.ts'
import type { Exchange } from '#shared/trial.ts'
import type { Subject } from './subject.ts'
import type { Thought } from './thought.ts'
import { TEXTS_READ, WANTS_ANSWER } from './turn.ts'

type Before = Pick<Subject, 'texts' | 'fresh' | 'enquiry' | 'run' | 'finished'> & {
  /** It was handed to a person: the agent stays out of it. */
  readonly handedOff: boolean
}

/** What the next texts are read with. @param chat oldest first */
export function readChat(chat: readonly Exchange[], texts: readonly string[]): Before {
  return {
    texts: [...unanswered(chat), ...texts].slice(-Math.max(TEXTS_READ, texts.length)),
    fresh: texts,
    enquiry: enquiryOf(chat),
    run: runOf(chat),
    finished: chat.flatMap(({ run }) => (run && run.state !== 'open' ? [run.playbookId] : [])),
    handedOff: chat.some(({ outcome }) => outcome === 'handed_off'),
  }
}

const lastReply = (chat: readonly Exchange[]) => chat.findLast(({ reply }) => reply !== null)

/** What the customer has said since the agent's last word, and what still wants an answer. */
function unanswered(chat: readonly Exchange[]): string[] {
  const since = chat.findLastIndex(({ reply }) => reply !== null)
  return chat
    .slice(since + 1)
    .filter(({ outcome }) => WANTS_ANSWER.has(outcome))
    .map(({ text }) => text)
}

/** A booking enquiry goes on, as long as the agent's last word was about the diary and booked nothing. */
function enquiryOf(chat: readonly Exchange[]): Before['enquiry'] {
  const diary = lastReply(chat)?.diary ?? null
  if (diary === null || diary.book !== null) return null
  return { diary, earlier: chat.filter(({ at }) => at >= diary.asked.since).map(({ text }) => text) }
}

/** A playbook goes on until it has what it needs, or was left. */
function runOf(chat: readonly Exchange[]): Before['run'] {
  const last = chat.findLast(({ run }) => run !== null)?.run
  if (last?.state !== 'open') return null
  const ended = chat.findLastIndex(({ run }) => run !== null && run.state !== 'open')
  const begun = chat.findIndex(({ run }, i) => i > ended && run?.playbookId === last.playbookId)
  return {
    run: { ...last, id: last.playbookId },
    asked: lastReply(chat)?.asks ?? null,
    earlier: chat.slice(begun).map(({ text }) => text),
  }
}

/** What is remembered of a text that was thought about, as if its reply had left. */
export function exchangeOf(text: string, at: number, thought: Thought): Exchange {
  const { reply, run, warrant, intent, handover } = thought
  const grave = intent === 'complaint' || intent === 'risk'
  const outcome: Outcome = grave ? 'escalated' : handover ? 'handed_off' : warrant.reply && reply ? 'drafted' : 'quiet'
  const said = outcome === 'drafted' ? reply : null
  return {
    ...{ text, at, outcome, run: runStateOf(run) },
    reply: said?.text ?? null,
    diary: said?.diary ?? null,
    asks: said?.asks ?? null,
  }
}

export const runStateOf = (run: Thought['run']): Exchange['run'] =>
  run && { playbookId: run.playbookId, state: run.state, collected: [...run.collected], route: run.route }
