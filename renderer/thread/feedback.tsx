import { useState } from 'react'
import type { MessageRow } from '#shared/rows.ts'
import { giveFeedback } from '../state/send-acts.ts'
import { openOverlay } from '../state/ui.ts'
import { hasLeft } from '../words/delivery.ts'

interface FeedbackProps {
  readonly message: MessageRow
  readonly personName: (id: string) => string
}

const LINK = 'rounded text-dim underline underline-offset-2 hover:text-text'

/** "Was this correct?" under what was sent automatically; on any text of the AI, the door to the wrong-send drill. */
export function Feedback({ message, personName }: FeedbackProps) {
  const [said, setSaid] = useState<boolean | null>(null)
  if (message.author !== 'ai' || message.draftId === null || !hasLeft(message.state)) return null
  const { id, conversationId, feedback } = message
  const report = () => openOverlay({ kind: 'wrong', conversationId, messageId: id })
  const say = (right: boolean) => {
    setSaid(right)
    giveFeedback(conversationId, id, right)
    if (!right) report()
  }
  const right = feedback?.right ?? said
  return (
    <div className="-mt-1.5 mx-1 mb-2 flex items-center gap-2 self-end text-faint text-xs">
      {right !== null ? (
        <>
          <span>
            {right ? 'Correct' : 'Not correct'}
            {feedback != null && `, said ${personName(feedback.by)}`}
          </span>
          {!right && (
            <button type="button" className={LINK} onClick={report}>
              Put it right
            </button>
          )}
        </>
      ) : message.auto ? (
        <>
          <span id={`${id}-asked`}>Was this correct?</span>
          <button type="button" aria-describedby={`${id}-asked`} className={LINK} onClick={() => say(true)}>
            Yes
          </button>
          <button type="button" aria-describedby={`${id}-asked`} className={LINK} onClick={() => say(false)}>
            No
          </button>
        </>
      ) : (
        <button type="button" className={LINK} onClick={report}>
          Report as wrong
        </button>
      )}
    </div>
  )
}
