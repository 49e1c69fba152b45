import { Clock3, Image, Sparkles, StickyNote } from 'lucide-react'
import { memo, useState } from 'react'
import { starsText } from '#shared/channels.ts'
import type { MessageRow } from '#shared/rows.ts'
import { useNow } from '../state/clock.ts'
import { editFailed, resolve } from '../state/send-acts.ts'
import { openOverlay } from '../state/ui.ts'
import { useZone } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { authorText, deliveryText, fromDraft, mayTryAgain } from '../words/delivery.ts'
import { capitalised, count } from '../words/text.ts'
import { clockTime } from '../words/time.ts'
import { Feedback } from './feedback.tsx'
import { Found, messageElementId } from './found.tsx'

interface BubbleProps {
  readonly message: MessageRow
  /** The last of a run: its delivery line stands below. */
  readonly last: boolean
  /** The server has not heard of it yet. */
  readonly unheard: boolean
  /** It failed, and somebody must decide what becomes of it. */
  readonly rescue: boolean
  /** Who writes when the customer does. */
  readonly customer: string
  /** The text of the customer that it answers, as far as the thread shows it. */
  readonly answers: string | null
  readonly personName: (id: string) => string
}

export const Bubble = memo(
  function Bubble({ message, last, unheard, rescue, customer, answers, personName }: BubbleProps) {
    const out = message.direction === 'out'
    const gone = message.state === 'withdrawn'
    return (
      <>
        <div
          id={messageElementId(message.id)}
          className={cx(
            'relative w-fit max-w-[min(80%,34rem)] whitespace-pre-wrap rounded-[14px] px-3 py-2 text-md leading-[1.42] [overflow-wrap:anywhere]',
            out ? 'self-end rounded-br-[5px] bg-bubble' : 'self-start rounded-bl-[5px] border border-line bg-surface',
            message.state === 'failed' && 'bg-stop-soft',
            message.state === 'unknown' && 'bg-wait-soft',
            gone && 'border border-line-strong border-dashed bg-transparent text-dim line-through decoration-1',
            (unheard || message.state === 'queued') && 'opacity-75',
          )}
        >
          <span className="sr-only">{out ? capitalised(authorText(message, personName)) : customer}: </span>
          {message.media > 0 && (
            <span className="mb-0.5 flex items-center gap-1.5 text-dim text-sm">
              <Image size={14} aria-hidden="true" />
              {count(message.media, 'picture')}, not shown here
            </span>
          )}
          {message.stars != null && <Stars stars={message.stars} />}
          <span dir="auto" className="block">
            <Found text={message.body} messageId={message.id} />
          </span>
        </div>
        {last &&
          (out ? (
            <OutLine message={message} unheard={unheard} answers={answers} personName={personName} />
          ) : (
            <InLine message={message} />
          ))}
        {out && <Feedback message={message} personName={personName} />}
        {out && <Trouble key={message.state} message={message} rescue={rescue} />}
      </>
    )
  },
  (a, b) =>
    a.message === b.message &&
    a.last === b.last &&
    a.unheard === b.unheard &&
    a.rescue === b.rescue &&
    a.customer === b.customer &&
    a.answers === b.answers,
)

function Stars({ stars }: { readonly stars: number }) {
  return (
    <span role="img" aria-label={`${stars} of 5 stars`} className="block text-wait tracking-wider">
      {starsText(stars)}
    </span>
  )
}

function InLine({ message }: { readonly message: MessageRow }) {
  const zone = useZone()
  return <div className="mx-1 mb-2 self-start text-faint text-xs">{clockTime(zone, message.createdAt)}</div>
}

function OutLine({ message, unheard, answers, personName }: Omit<BubbleProps, 'last' | 'rescue' | 'customer'>) {
  const zone = useZone()
  const now = useNow(message.state === 'queued' ? 1_000 : 60_000)
  const ai = fromDraft(message)
  return (
    <div
      className={cx(
        'mx-1 mb-2 flex max-w-[80%] flex-wrap items-center justify-end gap-x-1.5 self-end text-right text-xs',
        message.state === 'failed' ? 'text-stop' : message.state === 'unknown' ? 'text-wait' : 'text-faint',
      )}
    >
      <span>
        {ai && <Sparkles size={12} aria-hidden="true" className="mr-1 inline-block align-[-1px]" />}
        {unheard && <Clock3 size={12} aria-hidden="true" className="mr-1 inline-block align-[-1px]" />}
        {capitalised(authorText(message, personName))} · {deliveryText(message, now, unheard)} ·{' '}
        {clockTime(zone, message.sentAt ?? message.createdAt)}
        {ai && answers !== null && (
          <>
            {' '}
            <WhyLink inboundMessageId={answers} />
          </>
        )}
      </span>
    </div>
  )
}

/** Somebody stopped it before it left, and has its words elsewhere: one quiet line, with what it said when one asks. */
export function TakenBack({ message }: { readonly message: MessageRow }) {
  const zone = useZone()
  return (
    <details
      id={messageElementId(message.id)}
      className="my-1 flex max-w-[min(80%,34rem)] flex-col self-end text-right text-faint text-xs"
    >
      <summary className="rounded">
        {capitalised(deliveryText(message, 0, false))} · {clockTime(zone, message.createdAt)}
      </summary>
      <p dir="auto" className="mt-1 whitespace-pre-wrap text-dim text-sm [overflow-wrap:anywhere]">
        <Found text={message.body} messageId={message.id} />
      </p>
    </details>
  )
}

/** A text that did not get through, or of which nobody knows: a person decides, once. */
function Trouble({ message, rescue }: Pick<BubbleProps, 'message' | 'rescue'>) {
  const { id, conversationId, state, reason } = message
  const [decided, setDecided] = useState(false)
  const unknown = state === 'unknown'
  if (!unknown && !rescue) return null
  const choose = (act: () => void) => () => {
    setDecided(true)
    act()
  }
  const as = (how: 'sent' | 'retry' | 'drop') => choose(() => resolve(conversationId, id, how))
  return (
    <fieldset
      aria-label={unknown ? 'Did it arrive?' : 'Not sent'}
      disabled={decided}
      className="mb-2 flex gap-1.5 self-end"
    >
      {unknown ? (
        <>
          <Button size="small" onClick={as('sent')}>
            It was sent
          </Button>
          <Button size="small" onClick={as('retry')}>
            Send again
          </Button>
          <Button size="small" onClick={as('drop')}>
            Drop
          </Button>
        </>
      ) : (
        <>
          {mayTryAgain(reason) && (
            <Button size="small" onClick={as('retry')}>
              Try again
            </Button>
          )}
          <Button size="small" onClick={choose(() => editFailed(message))}>
            Edit
          </Button>
          <Button size="small" look="quiet" onClick={as('drop')}>
            Discard
          </Button>
        </>
      )}
    </fieldset>
  )
}

export function WhyLink({ inboundMessageId }: { readonly inboundMessageId: string }) {
  return (
    <button
      type="button"
      className="rounded text-dim underline underline-offset-2 hover:text-text"
      onClick={() => openOverlay({ kind: 'why', inboundMessageId })}
    >
      Why?
    </button>
  )
}

interface SystemLineProps {
  readonly message: MessageRow
  readonly personName: (id: string) => string
}

/** What happened, quiet and centred; notes of the team stand out a little. */
export function SystemLine({ message, personName }: SystemLineProps) {
  const zone = useZone()
  if (message.author === 'staff') {
    return (
      <div
        id={messageElementId(message.id)}
        className="my-1 flex max-w-[80%] items-start gap-2 self-center rounded-lg bg-wait-soft px-3 py-1.5"
      >
        <StickyNote size={14} aria-hidden="true" className="mt-0.5 shrink-0 text-wait" />
        <span>
          <span dir="auto" className="whitespace-pre-wrap">
            <Found text={message.body} messageId={message.id} />
          </span>
          <span className="block text-dim text-xs">
            Note by {message.authorId === null ? 'the team' : personName(message.authorId)} ·{' '}
            {clockTime(zone, message.createdAt)}
          </span>
        </span>
      </div>
    )
  }
  return (
    <div id={messageElementId(message.id)} className="my-1 max-w-[85%] self-center text-center text-faint text-xs">
      <Found text={message.body} messageId={message.id} />
      {message.inboundMessageId !== null && (
        <>
          {' · '}
          <WhyLink inboundMessageId={message.inboundMessageId} />
        </>
      )}
    </div>
  )
}
