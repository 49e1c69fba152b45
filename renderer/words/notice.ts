/** A command that was not carried out, in a sentence. */
import type { Notice } from '#shared/rpc.ts'
import { prettyNumber } from './text.ts'

const TRIED: Record<string, string> = {
  'draft.approve': 'Your approval',
  'draft.edit': 'Your edited reply',
  'draft.reject': 'Your rejection',
  'draft.confirm': 'Your confirmation',
  'message.send': 'Your text',
  'contact.edit': 'Your change of the details',
  'send.undo': 'Your undo',
  'send.resolve': 'Your decision',
  'conversation.handoff': 'Your handoff',
  'killswitch.engage': 'Your stop',
}

/** What a person did, as it is named where it was not carried out. */
export const triedWords = (type: string): string =>
  type === 'typed' ? 'Typed and not sent' : (TRIED[type] ?? 'Your change')

/** "Not sent: Theo sent a reply at 14:02." */
export function unseenTitle(notice: Notice, when: (at: number) => string): string {
  const what = notice.what ?? 'there is something new'
  const who = notice.byName === null ? what : `${notice.byName} ${what}`
  return `Not sent: ${who}${notice.at === null ? '' : ` ${when(notice.at)}`}.`
}

/** `when` says an instant in words. */
export function noticeTitle(notice: Notice, when: (at: number) => string): string {
  const tried = triedWords(notice.type)
  const about = notice.customerName === null ? '' : ` to ${prettyNumber(notice.customerName)}`
  if (notice.status === 'refused') return `${tried}${about} was not carried out.`
  const what = notice.what ?? 'somebody was faster'
  const who = notice.byName === null ? what : `${notice.byName} ${what}`
  const at = notice.at === null ? '' : ` at ${when(notice.at)}`
  return `${tried}${about} was not carried out: ${who}${at}.`
}
